package io.tillpost.central.config;

import io.tillpost.central.database.DatabaseSettings.Durability;
import io.tillpost.central.database.DatabaseSettings.Patience;
import io.tillpost.protocol.broker.BrokerAddress;
import io.tillpost.protocol.json.Json;
import io.tillpost.protocol.json.MalformedJsonException;
import io.tillpost.protocol.masterkey.KeySource;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What one head-office node is told. Reference: docs/reference/central-config.md.
///
/// @param masterKey the key that what is at rest is sealed under; the same on all nodes
/// @param issuer URL by which clients know this installation; `iss` and `aud` of its tokens; the same on all nodes
/// @param oauth rules for tokens
/// @param broker absent: a node that serves the API and takes in no journals
/// @param externalIssuer absent: the node issues tokens itself
/// @param enrolment absent: boxes get no certificates here, and nobody looks who signed a batch
/// @param ingest how much of what stores send is taken on at a time
public record CentralConfig(Http http, Db database, @Nullable Broker broker, String issuer,
        KeySource masterKey, OAuth oauth, Limits limits, @Nullable ExternalIssuer externalIssuer,
        @Nullable Enrolment enrolment, Ingest ingest) {
    /// The files with passwords and private keys, by the setting that names each.
    public Map<String, Path> secretFiles() {
        var files = new LinkedHashMap<String, Path>();
        files.put("database.passwordFile", database.passwordFile);
        if (database.owner != null) {
            files.put("database.owner.passwordFile", database.owner.passwordFile);
        }
        if (http.tls != null) {
            files.put("http.tls.keyFile", http.tls.keyFile);
        }
        if (broker != null) {
            files.put("broker.keyFile", broker.keyFile);
        }
        return files;
    }

    /// How much of what stores send a node takes on at a time.
    ///
    /// @param workers batches that are applied at a time
    /// @param waitingMebibytes of messages that wait in memory
    public record Ingest(int workers, int waitingMebibytes) {
        /// One for each core of a small database server, and two that wait for its disk.
        static final int DEFAULT_WORKERS = 4;
        /// What the broker hands over at most, 256 batches of 256 KiB.
        static final int DEFAULT_WAITING_MEBIBYTES = 64;
        /// What holds if nothing is configured.
        public static final Ingest DEFAULT = new Ingest(DEFAULT_WORKERS, DEFAULT_WAITING_MEBIBYTES);
    }

    /// Rules for tokens; the same on all nodes.
    ///
    /// @param boundScopes scopes that only tokens which are bound to a key or a certificate may hold
    /// @param signingKeyDays after how many days a signing key gets a successor
    public record OAuth(Set<String> boundScopes, int signingKeyDays) {
        static final int DEFAULT_SIGNING_KEY_DAYS = 90;
        /// What holds if nothing is configured.
        public static final OAuth DEFAULT = new OAuth(Set.of(), DEFAULT_SIGNING_KEY_DAYS);

        public OAuth {
            boundScopes = Set.copyOf(boundScopes);
        }
    }

    /// Beside the configuration file.
    static final String DEFAULT_MASTER_KEY_FILE = "master.key";

    /// Where the REST API listens.
    ///
    /// @param host loopback unless stated: what leaves the machine is decided, not inherited
    /// @param port 0 takes any free one
    /// @param tls absent: plain HTTP, on loopback alone
    /// @param connectionsPerAddress at once; 0 for any number
    /// @param proxy absent: a caller's address is that of its end of the connection
    public record Http(String host, int port, @Nullable Tls tls, int connectionsPerAddress,
            @Nullable Proxy proxy) {
        static final String DEFAULT_HOST = "127.0.0.1";
        /// Free for anyone's use, not below 1024, and not the 8080 that everything else wants.
        static final int DEFAULT_PORT = 7300;
        /// Many times what one integrator's pool opens, an eighth of all. Behind a proxy all clients have one address.
        static final int DEFAULT_PER_ADDRESS = 256;
    }

    /// Proxies before the REST API that say for whom they ask.
    ///
    /// @param header where they say it
    /// @param addresses where they are; none: on this machine
    public record Proxy(String header, Set<InetAddress> addresses) {
        public Proxy {
            addresses = Set.copyOf(addresses);
        }
    }

    /// What the REST API proves its name with, and whom it believes. All files are PEM.
    ///
    /// @param clientCaFile the authorities of client certificates; absent: there are none
    /// @param pinnedClientsFile client certificates without an authority; absent: there are none. Without both files none is
    ///        asked for
    public record Tls(Path certFile, Path keyFile, @Nullable Path clientCaFile,
            @Nullable Path pinnedClientsFile) {
        /// Whether clients are asked for certificates.
        public boolean asksForCertificates() {
            return clientCaFile != null || pinnedClientsFile != null;
        }
    }

    /// Where PostgreSQL is.
    ///
    /// @param passwordFile holds the password and nothing else; a line end is dropped
    /// @param owner migrates the schema at the start; absent: the user does if it may, or finds it migrated
    /// @param patience with locks and with nodes that stand still
    public record Db(String url, String user, Path passwordFile, int poolSize, Durability durability,
            @Nullable Owner owner, Patience patience) {
        /// Enough to keep a small server's disk busy by group commit, few enough for four nodes on PostgreSQL's
        /// default of 100 connections.
        static final int DEFAULT_POOL_SIZE = 16;

        /// Commands of API clients that may hold a connection at once: half of them, at least one.
        public int commandsAtOnce() {
            return Math.max(1, poolSize / 2);
        }
    }

    /// Who owns the tables.
    ///
    /// @param passwordFile as that of the database's user
    public record Owner(String user, Path passwordFile) {}

    /// Where the MQTT broker is; TLS with a client certificate. All files are PEM.
    ///
    /// @param addresses of one broker, or of all nodes of a cluster
    public record Broker(List<BrokerAddress> addresses, Path caFile, Path certFile, Path keyFile) {
        public Broker {
            addresses = List.copyOf(addresses);
        }
    }

    /// What boxes are told and given when they are enrolled.
    ///
    /// @param brokers where they deliver their journals, MQTT over TLS; at least one
    /// @param certificateDays lifetime of their certificates
    /// @param acceptUnsigned whether batches are taken and hellos answered that no box has signed
    /// @param brokerFiles absent: somebody else tells the broker who may come in
    public record Enrolment(List<BrokerAddress> brokers, int certificateDays, boolean acceptUnsigned,
            @Nullable BrokerFiles brokerFiles) {
        static final int DEFAULT_DAYS = 60;
        /// Below this a box that is off over a season's holidays comes back with nothing.
        static final int LEAST_DAYS = 30;
        /// Beyond this a stolen key is good for too long where no revocation reaches.
        static final int MOST_DAYS = 90;

        public Enrolment {
            brokers = List.copyOf(brokers);
        }
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
            return Json.readWithoutNulls(bytes, ConfigFile.class).checked(file);
        } catch (MalformedJsonException e) {
            throw new ConfigException(file + ": " + e.pointer() + " " + e.getMessage());
        } catch (IllegalArgumentException e) {
            throw new ConfigException(file + ": " + e.getMessage());
        }
    }
}
