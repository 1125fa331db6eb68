package io.tillpost.central.config;

import io.tillpost.central.config.CentralConfig.Broker;
import io.tillpost.central.config.CentralConfig.BrokerFiles;
import io.tillpost.central.config.CentralConfig.Db;
import io.tillpost.central.config.CentralConfig.Enrolment;
import io.tillpost.central.config.CentralConfig.Http;
import io.tillpost.central.config.CentralConfig.Ingest;
import io.tillpost.central.config.CentralConfig.OAuth;
import io.tillpost.central.config.CentralConfig.Proxy;
import io.tillpost.central.config.CentralConfig.Tls;
import io.tillpost.central.database.DatabaseSettings.Durability;
import io.tillpost.central.database.DatabaseSettings.Patience;
import io.tillpost.central.database.DatabaseUrl;
import io.tillpost.central.database.Loopback;
import io.tillpost.protocol.masterkey.KeySource;
import io.tillpost.protocol.masterkey.MasterKeyPart;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The shape of the file: what may be left out is nullable here and has its default in [CentralConfig].
record ConfigFile(@Nullable HttpPart http, DatabasePart database, @Nullable BrokerPart broker,
        String issuer, @Nullable MasterKeyPart masterKey, @Nullable OAuthPart oauth,
        Limits.@Nullable Part limits, ExternalIssuer.@Nullable Part externalIssuer,
        @Nullable EnrolmentPart enrolment, @Nullable IngestPart ingest) {
    private static final int HIGHEST_PORT = 65535;
    private static final int MOST_POOL_SIZE = 200;
    private static final int MOST_SIGNING_KEY_DAYS = 366;
    private static final int MOST_PER_ADDRESS = 2048;
    private static final Duration LONGEST_STALL = Duration.ofHours(1);
    private static final int MOST_WORKERS = 64;
    private static final int MOST_WAITING_MEBIBYTES = 4_096;

    record HttpPart(@Nullable String host, @Nullable Integer port, @Nullable TlsPart tls,
            @Nullable Integer connectionsPerAddress, @Nullable ProxyPart proxy) {}

    record ProxyPart(String header, @Nullable List<String> addresses) {
        /// RFC 9110, 5.6.2.
        private static final Pattern NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}");

        Proxy checked() {
            // RFC 7239, 4: there the last element also quotes what the client has chosen, such as its Host.
            if (!NAME.matcher(header).matches() || header.equalsIgnoreCase("Forwarded")) {
                throw new IllegalArgumentException("http.proxy.header is '" + header
                        + "', expected a header that lists addresses and nothing else, like X-Forwarded-For");
            }
            if (addresses != null && addresses.isEmpty()) {
                throw new IllegalArgumentException(
                        "http.proxy.addresses is empty, expected at least one, or none of this key");
            }
            var all = new HashSet<InetAddress>();
            for (String address : Objects.requireNonNullElse(addresses, List.<String>of())) {
                all.add(literal(address));
            }
            return new Proxy(header, all);
        }

        private static InetAddress literal(String address) {
            try {
                return InetAddress.ofLiteral(address);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("http.proxy.addresses has '" + address
                        + "', expected an address like 192.0.2.7 or 2001:db8::7", e);
            }
        }
    }

    record TlsPart(String certFile, String keyFile, @Nullable String clientCaFile,
            @Nullable String pinnedClientsFile) {
        Tls checked(Path file) {
            return new Tls(file.resolveSibling(certFile), file.resolveSibling(keyFile),
                    clientCaFile == null ? null : file.resolveSibling(clientCaFile),
                    pinnedClientsFile == null ? null : file.resolveSibling(pinnedClientsFile));
        }
    }

    record DatabasePart(String url, String user, String passwordFile, @Nullable Integer poolSize,
            @Nullable Boolean durable, @Nullable OwnerPart owner, @Nullable Integer lockTimeoutSeconds,
            @Nullable Integer stalledAfterSeconds) {
        Patience patience() {
            return new Patience(
                    seconds("database.lockTimeoutSeconds", lockTimeoutSeconds, Patience.DEFAULT.lock(),
                            Patience.STATEMENT),
                    seconds("database.stalledAfterSeconds", stalledAfterSeconds, Patience.DEFAULT.stalled(),
                            LONGEST_STALL));
        }

        private static Duration seconds(String key, @Nullable Integer value, Duration otherwise,
                Duration most) {
            return value == null
                    ? otherwise
                    : Duration.ofSeconds(between(key, value, 1, (int) most.toSeconds()));
        }
    }

    record OwnerPart(String user, String passwordFile) {}

    record BrokerPart(@Nullable String host, @Nullable Integer port,
            @Nullable List<BrokerAddresses.Part> addresses, String caFile, String certFile,
            String keyFile) {}

    record OAuthPart(@Nullable Set<String> boundScopes, @Nullable Integer signingKeyDays) {
        OAuth checked() {
            return new OAuth(Objects.requireNonNullElse(boundScopes, Set.of()),
                    between("oauth.signingKeyDays",
                            Objects.requireNonNullElse(signingKeyDays, OAuth.DEFAULT_SIGNING_KEY_DAYS), 1,
                            MOST_SIGNING_KEY_DAYS));
        }
    }

    record EnrolmentPart(@Nullable String brokerHost, @Nullable Integer brokerPort,
            @Nullable List<BrokerAddresses.Part> brokers, @Nullable Integer certificateDays,
            @Nullable String unsignedBatches, @Nullable BrokerFilesPart brokerFiles) {}

    record IngestPart(@Nullable Integer workers, @Nullable Integer waitingMebibytes) {
        Ingest checked() {
            return new Ingest(
                    between("ingest.workers",
                            Objects.requireNonNullElse(workers, Ingest.DEFAULT.workers()), 1, MOST_WORKERS),
                    between("ingest.waitingMebibytes",
                            Objects.requireNonNullElse(waitingMebibytes, Ingest.DEFAULT.waitingMebibytes()),
                            1,
                            MOST_WAITING_MEBIBYTES));
        }
    }

    record BrokerFilesPart(String agentsFile, @Nullable String aclFile, @Nullable String crlFile) {}

    /// The configuration that this file means; paths start where `file` is.
    CentralConfig checked(Path file) {
        return new CentralConfig(checkedHttp(file), checkedDatabase(file),
                broker == null ? null : checkedBroker(broker, file), checkedIssuer(),
                checkedMasterKey(file), oauth == null ? OAuth.DEFAULT : oauth.checked(),
                limits == null ? Limits.defaults() : limits.checked(),
                externalIssuer == null ? null : externalIssuer.checked(),
                enrolment == null ? null : checkedEnrolment(enrolment, file),
                ingest == null ? Ingest.DEFAULT : ingest.checked());
    }

    private Http checkedHttp(Path file) {
        var part = http == null ? new HttpPart(null, null, null, null, null) : http;
        String host = Objects.requireNonNullElse(part.host, Http.DEFAULT_HOST);
        if (part.tls == null && !Loopback.names(host)) {
            throw new IllegalArgumentException("http.host is '" + host
                    + "' and there is no http.tls, expected http.tls or a loopback address: "
                    + "tokens and takings do not travel in the clear");
        }
        return new Http(host,
                between("http.port", Objects.requireNonNullElse(part.port, Http.DEFAULT_PORT), 0,
                        HIGHEST_PORT),
                part.tls == null ? null : part.tls.checked(file),
                between("http.connectionsPerAddress", Objects.requireNonNullElse(part.connectionsPerAddress,
                        Loopback.names(host) ? 0 : Http.DEFAULT_PER_ADDRESS), 0, MOST_PER_ADDRESS),
                part.proxy == null ? null : part.proxy.checked());
    }

    private Db checkedDatabase(Path file) {
        if (!database.url.startsWith("jdbc:postgresql:")) {
            throw new IllegalArgumentException(
                    "database.url is '" + database.url + "', expected jdbc:postgresql://host:port/name");
        }
        DatabaseUrl.requirePrivate("database.url", database.url);
        int poolSize = Objects.requireNonNullElse(database.poolSize, Db.DEFAULT_POOL_SIZE);
        boolean durable = Objects.requireNonNullElse(database.durable, true);
        return new Db(database.url, database.user, file.resolveSibling(database.passwordFile),
                between("database.poolSize", poolSize, 1, MOST_POOL_SIZE),
                durable ? Durability.REQUIRED : Durability.NOT_NEEDED,
                database.owner == null
                        ? null
                        : new CentralConfig.Owner(database.owner.user,
                                file.resolveSibling(database.owner.passwordFile)),
                database.patience());
    }

    private static Broker checkedBroker(BrokerPart part, Path file) {
        return new Broker(
                new BrokerAddresses("broker.host", "broker.port", "broker.addresses").of(part.host, part.port,
                        part.addresses),
                file.resolveSibling(part.caFile), file.resolveSibling(part.certFile),
                file.resolveSibling(part.keyFile));
    }

    private static Enrolment checkedEnrolment(EnrolmentPart part, Path file) {
        String unsigned = Objects.requireNonNullElse(part.unsignedBatches, "refuse");
        if (!Set.of("refuse", "accept").contains(unsigned)) {
            throw new IllegalArgumentException(
                    "enrolment.unsignedBatches is '" + unsigned + "', expected refuse or accept");
        }
        return new Enrolment(
                new BrokerAddresses("enrolment.brokerHost", "enrolment.brokerPort", "enrolment.brokers")
                        .of(part.brokerHost, part.brokerPort, part.brokers),
                between("enrolment.certificateDays",
                        Objects.requireNonNullElse(part.certificateDays, Enrolment.DEFAULT_DAYS),
                        Enrolment.LEAST_DAYS, Enrolment.MOST_DAYS),
                unsigned.equals("accept"),
                part.brokerFiles == null ? null : brokerFiles(part.brokerFiles, file));
    }

    private static BrokerFiles brokerFiles(BrokerFilesPart part, Path file) {
        return new BrokerFiles(file.resolveSibling(part.agentsFile),
                part.aclFile == null ? null : file.resolveSibling(part.aclFile),
                part.crlFile == null ? null : file.resolveSibling(part.crlFile));
    }

    /// RFC 8414, 2: a URL without query or fragment.
    private String checkedIssuer() {
        var url = URI.create(issuer);
        if (url.getScheme() == null || !Set.of("http", "https").contains(url.getScheme())
                || url.getHost() == null || url.getQuery() != null || url.getFragment() != null
                || issuer.endsWith("/")) {
            throw new IllegalArgumentException(
                    "issuer is '" + issuer + "', expected a URL like https://api.example.com");
        }
        return issuer;
    }

    private KeySource checkedMasterKey(Path file) {
        return masterKey != null
                ? masterKey.checked(file)
                : new KeySource.KeyFile(file.resolveSibling(CentralConfig.DEFAULT_MASTER_KEY_FILE));
    }

    static int between(String key, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    key + " is " + value + ", expected " + least + " to " + most);
        }
        return value;
    }
}
