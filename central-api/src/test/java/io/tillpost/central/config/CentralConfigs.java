package io.tillpost.central.config;

import io.tillpost.central.config.CentralConfig.BrokerFiles;
import io.tillpost.central.config.CentralConfig.Enrolment;
import io.tillpost.central.config.CentralConfig.Http;
import io.tillpost.central.config.CentralConfig.OAuth;
import io.tillpost.protocol.broker.BrokerAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Configurations of which a test wants one thing otherwise.
public final class CentralConfigs {
    private CentralConfigs() {}

    /// The same, listening elsewhere.
    public static CentralConfig withHttp(CentralConfig config, Http other) {
        return new CentralConfig(other, config.database(), config.broker(), config.issuer(),
                config.masterKey(),
                config.oauth(), config.limits(), config.externalIssuer(), config.enrolment(),
                config.ingest());
    }

    /// The same, with other rules for tokens.
    public static CentralConfig withOauth(CentralConfig config, OAuth other) {
        return new CentralConfig(config.http(), config.database(), config.broker(), config.issuer(),
                config.masterKey(), other, config.limits(), config.externalIssuer(), config.enrolment(),
                config.ingest());
    }

    /// The same, with other limits.
    public static CentralConfig withLimits(CentralConfig config, Limits other) {
        return new CentralConfig(config.http(), config.database(), config.broker(), config.issuer(),
                config.masterKey(), config.oauth(), other, config.externalIssuer(), config.enrolment(),
                config.ingest());
    }

    /// The same, with tokens from somebody else.
    public static CentralConfig withExternalIssuer(CentralConfig config, ExternalIssuer other) {
        return new CentralConfig(config.http(), config.database(), config.broker(), config.issuer(),
                config.masterKey(), config.oauth(), config.limits(), other, config.enrolment(),
                config.ingest());
    }

    /// The same, enrolling boxes.
    public static CentralConfig withEnrolment(CentralConfig config, Enrolment other) {
        return new CentralConfig(config.http(), config.database(), config.broker(), config.issuer(),
                config.masterKey(), config.oauth(), config.limits(), config.externalIssuer(), other,
                config.ingest());
    }

    /// Boxes deliver to one broker.
    public static Enrolment enrolment(String host, int port, int days, boolean acceptUnsigned,
            @Nullable BrokerFiles files) {
        return new Enrolment(List.of(new BrokerAddress(host, port)), days, acceptUnsigned, files);
    }
}
