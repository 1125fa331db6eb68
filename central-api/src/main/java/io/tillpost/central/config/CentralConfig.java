package io.tillpost.central.config;

import io.tillpost.central.database.DatabaseSettings.Durability;
import io.tillpost.protocol.json.Json;
import io.tillpost.protocol.json.MalformedJsonException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// What one head-office node is told. Reference: docs/reference/central-config.md.
///
/// @param issuer URL by which clients know this installation; `iss` and `aud` of its tokens; the same on all nodes
/// @param broker absent: a node that serves the API and takes in no journals
/// @param enrolment absent: boxes get no certificates here, and nobody looks who signed a batch
public record CentralConfig(Http http, Db database, @Nullable Broker broker, String issuer,
        @Nullable Enrolment enrolment) {
    /// Where the REST API listens.
    ///
    /// @param host loopback unless stated: what leaves the machine is decided, not inherited
    /// @param port 0 takes any free one
    /// @param tls absent: plain HTTP
    public record Http(String host, int port, @Nullable Tls tls) {
        static final String DEFAULT_HOST = "127.0.0.1";
        /// Free for anyone's use, not below 1024, and not the 8080 that everything else wants.
        static final int DEFAULT_PORT = 7300;
    }

    /// What the REST API proves its name with. Both files are PEM.
    public record Tls(Path certFile, Path keyFile) {}

    /// Where PostgreSQL is.
    ///
    /// @param passwordFile holds the password and nothing else; a line end is dropped
    public record Db(String url, String user, Path passwordFile, int poolSize, Durability durability) {
        /// Enough to keep a small server's disk busy by group commit, few enough for four nodes on PostgreSQL's
        /// default of 100 connections.
        static final int DEFAULT_POOL_SIZE = 16;
    }

    /// Where the MQTT broker is; TLS with a client certificate. All files are PEM.
    public record Broker(String host, int port, Path caFile, Path certFile, Path keyFile) {
        /// MQTT over TLS (IANA).
        static final int DEFAULT_PORT = 8883;
    }

    /// What boxes are told and given when they are enrolled.
    ///
    /// @param brokerHost where they deliver their journals, MQTT over TLS
    /// @param certificateDays lifetime of their certificates
    /// @param acceptUnsigned whether batches are taken that no box has signed
    /// @param brokerFiles absent: somebody else tells the broker who may come in
    public record Enrolment(String brokerHost, int brokerPort, int certificateDays, boolean acceptUnsigned,
            @Nullable BrokerFiles brokerFiles) {
        static final int DEFAULT_DAYS = 60;
        /// Below this a box that is off over a season's holidays comes back with nothing.
        static final int LEAST_DAYS = 30;
        /// Beyond this a stolen key is good for too long where no revocation reaches.
        static final int MOST_DAYS = 90;
    }

    /// Files that the node keeps up to date for brokers.
    ///
    /// @param agentsFile the built-in broker's
    /// @param aclFile mosquitto's
    /// @param crlFile revocation lists, PEM
    public record BrokerFiles(Path agentsFile, @Nullable Path aclFile, @Nullable Path crlFile) {}

    /// Reads a file. Unknown keys, missing keys and impossible values are refused; relative paths start at its folder.
    public static CentralConfig load(Path file) throws ConfigException {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (IOException e) {
            throw new ConfigException(file + ": cannot be read (" + e.getClass().getSimpleName() + ")");
        }
        try {
            return Json.read(bytes, ConfigFile.class).checked(file);
        } catch (MalformedJsonException e) {
            throw new ConfigException(file + ": " + e.pointer() + " " + e.getMessage());
        } catch (IllegalArgumentException e) {
            throw new ConfigException(file + ": " + e.getMessage());
        }
    }
}
