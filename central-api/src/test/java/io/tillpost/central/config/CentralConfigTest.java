package io.tillpost.central.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.central.database.DatabaseSettings.Durability;
import io.tillpost.central.database.DatabaseSettings.Patience;
import io.tillpost.protocol.broker.BrokerAddress;
import io.tillpost.protocol.masterkey.KeySource;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The configuration file: its defaults and its refusals.
class CentralConfigTest {
    private static final String DATABASE = """
            "database":{"url":"jdbc:postgresql://localhost:5432/tillpost","user":"tillpost","passwordFile":"secret/pw"}""";
    private static final String ISSUER = "\"issuer\":\"https://api.example.com\"";

    @TempDir
    private Path folder = Path.of("");

    @Test
    void theDefaultsAreThese() throws Exception {
        var config = load("{" + DATABASE + "," + ISSUER + "}");
        assertEquals(new CentralConfig(new CentralConfig.Http("127.0.0.1", 7300, null, 0, null),
                new CentralConfig.Db("jdbc:postgresql://localhost:5432/tillpost", "tillpost",
                        folder.resolve("secret/pw"), 16, Durability.REQUIRED, null, Patience.DEFAULT),
                null, "https://api.example.com", new KeySource.KeyFile(folder.resolve("master.key")),
                CentralConfig.OAuth.DEFAULT, Limits.defaults(), null, null, CentralConfig.Ingest.DEFAULT),
                config);
    }

    @Test
    void rulesForTokensAreRead() throws Exception {
        assertEquals(new CentralConfig.OAuth(Set.of("refunds:write"), 30), load("{" + DATABASE + "," + ISSUER
                + ",\"oauth\":{\"boundScopes\":[\"refunds:write\"],\"signingKeyDays\":30}}").oauth());
        assertEquals(new CentralConfig.OAuth(Set.of(), 90),
                load("{" + DATABASE + "," + ISSUER + ",\"oauth\":{}}").oauth());
        var e = assertThrows(ConfigException.class,
                () -> load("{" + DATABASE + "," + ISSUER + ",\"oauth\":{\"signingKeyDays\":0}}"));
        assertTrue(String.valueOf(e.getMessage()).contains("oauth.signingKeyDays is 0, expected 1 to 366"),
                e.getMessage());
    }

    @Test
    void whatIsTakenOnAtATimeAndHowLongTheDatabaseWaitsAreRead() throws Exception {
        var defaults = load("{" + DATABASE + "," + ISSUER + "}");
        assertEquals(new CentralConfig.Ingest(4, 64), defaults.ingest());
        assertEquals(new Patience(Duration.ofSeconds(10), Duration.ofSeconds(30)),
                defaults.database().patience());
        var config = load("{" + DATABASE.replace("}", ",\"lockTimeoutSeconds\":5,\"stalledAfterSeconds\":60}")
                + "," + ISSUER + ",\"ingest\":{\"workers\":8,\"waitingMebibytes\":128}}");
        assertEquals(new CentralConfig.Ingest(8, 128), config.ingest());
        assertEquals(new Patience(Duration.ofSeconds(5), Duration.ofSeconds(60)),
                config.database().patience());
        for (String wrong : List.of("\"ingest\":{\"workers\":0}", "\"ingest\":{\"waitingMebibytes\":5000}")) {
            assertThrows(ConfigException.class,
                    () -> load("{" + DATABASE + "," + ISSUER + "," + wrong + "}"));
        }
        var e = assertThrows(ConfigException.class, () -> load(
                "{" + DATABASE.replace("}", ",\"lockTimeoutSeconds\":56}") + "," + ISSUER + "}"));
        assertTrue(
                String.valueOf(e.getMessage())
                        .contains("database.lockTimeoutSeconds is 56, expected 1 to 55"),
                e.getMessage());
    }

    @Test
    void aWholeFileIsRead() throws Exception {
        var config = load("{\"http\":{\"host\":\"::1\",\"port\":0,"
                + "\"tls\":{\"certFile\":\"api.pem\",\"keyFile\":\"/api.key.pem\",\"clientCaFile\":\"clients.pem\",\"pinnedClientsFile\":\"pinned.pem\"}},"
                + DATABASE.replace("}", ",\"poolSize\":3,\"durable\":false}")
                + ",\"broker\":{\"host\":\"mq\",\"caFile\":\"ca.pem\",\"certFile\":\"c.pem\",\"keyFile\":\"/k.pem\"},"
                + ISSUER + "}");
        assertEquals(new CentralConfig.Http("::1", 0,
                new CentralConfig.Tls(folder.resolve("api.pem"), Path.of("/api.key.pem"),
                        folder.resolve("clients.pem"), folder.resolve("pinned.pem")),
                0, null),
                config.http());
        assertEquals(3, config.database().poolSize());
        assertEquals(Durability.NOT_NEEDED, config.database().durability());
        assertEquals(new CentralConfig.Broker(List.of(new BrokerAddress("mq", 8883)),
                folder.resolve("ca.pem"), folder.resolve("c.pem"),
                Path.of("/k.pem")), config.broker());
    }

    @Test
    void aProxyIsReadAndOneThatCannotBeBelievedIsRefused() throws Exception {
        assertEquals(new CentralConfig.Proxy("X-Forwarded-For", Set.of()),
                proxy("{\"header\":\"X-Forwarded-For\"}"));
        assertEquals(
                new CentralConfig.Proxy("X-Real-IP",
                        Set.of(InetAddress.ofLiteral("10.0.0.5"), InetAddress.ofLiteral("2001:db8::5"))),
                proxy("{\"header\":\"X-Real-IP\",\"addresses\":[\"10.0.0.5\",\"2001:db8::5\"]}"));
        for (var wrong : Map.of("{\"header\":\"Forwarded\"}", "http.proxy.header is 'Forwarded', expected",
                "{\"header\":\"X Y\"}", "http.proxy.header is 'X Y', expected",
                "{\"header\":\"X-Real-IP\",\"addresses\":[]}", "http.proxy.addresses is empty, expected",
                "{\"header\":\"X-Real-IP\",\"addresses\":[\"proxy.example\"]}",
                "http.proxy.addresses has 'proxy.example', expected").entrySet()) {
            var e = assertThrows(ConfigException.class, () -> proxy(wrong.getKey()));
            assertTrue(String.valueOf(e.getMessage()).contains(wrong.getValue()), e.getMessage());
        }
    }

    private CentralConfig.@Nullable Proxy proxy(String json) throws Exception {
        return load("{\"http\":{\"proxy\":" + json + "}," + DATABASE + "," + ISSUER + "}").http().proxy();
    }

    @Test
    void limitsAndAnotherIssuerAreRead() throws Exception {
        var config = load("{" + DATABASE + "," + ISSUER
                + ",\"limits\":{\"caller\":{\"requests\":7,\"seconds\":9},\"wrongSecrets\":3},"
                + "\"externalIssuer\":{\"issuer\":\"https://login.example\",\"audience\":\"api\",\"tenant\":\"acme\"}}");
        assertEquals(
                new Limits(new Limits.Allowed(7, 9), new Limits.Allowed(600, 60), new Limits.Allowed(300, 60),
                        new Limits.Allowed(60, 60), 3, 300),
                config.limits());
        assertEquals(new ExternalIssuer("https://login.example", "api", null, Set.of(), "acme", "client_id",
                "scope",
                null, Map.of()), config.externalIssuer());
    }

    @Test
    void whatBoxesAreToldIsReadWithItsDefaults() throws Exception {
        var least = load("{" + DATABASE + "," + ISSUER + ",\"enrolment\":{\"brokerHost\":\"mq\"}}");
        assertEquals(CentralConfigs.enrolment("mq", 8883, 60, false, null), least.enrolment());
        var whole = load("{" + DATABASE + "," + ISSUER + ",\"enrolment\":{\"brokerHost\":\"mq\","
                + "\"brokerPort\":1,\"certificateDays\":90,\"unsignedBatches\":\"accept\","
                + "\"brokerFiles\":{\"agentsFile\":\"a.json\",\"crlFile\":\"/crl.pem\"}}}");
        assertEquals(CentralConfigs.enrolment("mq", 1, 90, true, new CentralConfig.BrokerFiles(
                folder.resolve("a.json"), null, Path.of("/crl.pem"))), whole.enrolment());
    }

    @Test
    void theNodesOfABrokerClusterStandInAList() throws Exception {
        String list = "[{\"host\":\"mq-1\"},{\"host\":\"mq-2\",\"port\":18883}]";
        var two = List.of(new BrokerAddress("mq-1", 8883), new BrokerAddress("mq-2", 18_883));
        var config = load("{" + DATABASE + "," + ISSUER + ",\"broker\":{\"addresses\":" + list
                + ",\"caFile\":\"a\",\"certFile\":\"c\",\"keyFile\":\"k\"},\"enrolment\":{\"brokers\":" + list
                + "}}");
        assertEquals(two, config.broker() == null ? null : config.broker().addresses());
        assertEquals(two, config.enrolment() == null ? null : config.enrolment().brokers());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "{,}|                                                                      expected",
        "{DB,ISSUER,\"colour\":1}|                                                 colour",
        "{DB}|                                                                     issuer",
        "{ISSUER}|                                                                 database",
        "{DB,\"issuer\":\"api.example.com\"}|                                      api.example.com",
        "{DB,\"issuer\":\"https://api.example.com/\"}|                             https://api.example.com/",
        "{DB,\"issuer\":\"ftp://x\"}|                                              ftp://x",
        "{DB,\"issuer\":\"https://x?y\"}|                                          https://x?y",
        "{DB,ISSUER,\"http\":{\"port\":65536}}|                                    http.port is 65536",
        "{DB,ISSUER,\"http\":{\"port\":-1}}|                                       http.port is -1",
        "{DB,ISSUER,\"http\":{\"port\":\"80\"}}|                                   /http/port",
        "{DB,ISSUER,\"http\":{\"tls\":{\"certFile\":\"c\"}}}|                     keyFile",
        "{DB,ISSUER,\"http\":{\"prot\":80}}|                                       prot",
        "{DB,ISSUER,\"limits\":{\"caller\":{\"requests\":0,\"seconds\":1}}}|     limits.caller.requests is 0",
        "{DB,ISSUER,\"limits\":{\"wrongSecrets\":0}}|                              limits.wrongSecrets is 0",
        "{DB,ISSUER,\"limits\":{\"calls\":1}}|                                     calls",
        "{DB,ISSUER,\"externalIssuer\":{\"issuer\":\"http://far.example\",\"audience\":\"a\",\"tenant\":\"t\"}}| http://far.example",
        "{DB,ISSUER,\"externalIssuer\":{\"issuer\":\"https://x.example\",\"audience\":\"a\",\"tenant\":\"t\",\"pinnedKeys\":[\"p\"]}}| externalIssuer.pinnedKeys",
        "{DB,ISSUER,\"externalIssuer\":{\"issuer\":\"https://x.example\",\"audience\":\"a\"}}| tenant",
        "{DB,ISSUER,\"broker\":{\"host\":\"mq\"}}|                                 caFile",
        "{DB,ISSUER,\"broker\":{\"caFile\":\"a\",\"certFile\":\"c\",\"keyFile\":\"k\"}}| broker.host is absent, expected it or broker.addresses",
        "{DB,ISSUER,\"enrolment\":{\"brokerHost\":\"m\",\"brokers\":[]}}| enrolment.brokers is there and enrolment.brokerHost",
        "{DB,ISSUER,\"enrolment\":{\"brokers\":[]}}| enrolment.brokers is empty",
        "{DB,ISSUER,\"enrolment\":{\"brokers\":[{\"host\":\"m\",\"port\":0}]}}| enrolment.brokers.port is 0",
        "{DB,ISSUER,\"enrolment\":{\"brokers\":[{\"host\":\"m\"},{\"host\":\"m\"}]}}| enrolment.brokers has 'm:8883' twice",
        "{DB,ISSUER,\"enrolment\":{}}|                                            brokerHost",
        "{DB,ISSUER,\"enrolment\":{\"brokerHost\":\" \"}}|                         enrolment.brokerHost",
        "{DB,ISSUER,\"enrolment\":{\"brokerHost\":\"m\",\"brokerPort\":0}}|          enrolment.brokerPort is 0",
        "{DB,ISSUER,\"enrolment\":{\"brokerHost\":\"m\",\"certificateDays\":29}}|    certificateDays is 29",
        "{DB,ISSUER,\"enrolment\":{\"brokerHost\":\"m\",\"certificateDays\":91}}|    certificateDays is 91",
        "{DB,ISSUER,\"enrolment\":{\"brokerHost\":\"m\",\"unsignedBatches\":\"no\"}}| unsignedBatches is 'no'",
        "{DB,ISSUER,\"enrolment\":{\"brokerHost\":\"m\",\"brokerFiles\":{}}}|        agentsFile"})
    void whatCannotBeIsRefusedByName(String json, String named) throws IOException {
        String file = json.replace("DB", DATABASE).replace("ISSUER", ISSUER);
        var refusal = assertThrows(ConfigException.class, () -> load(file));
        String message = String.valueOf(refusal.getMessage());
        assertTrue(message.contains(named), message);
        assertTrue(message.contains("central.json"), message);
        assertEquals(1, message.lines().count(), message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::", "192.0.2.7", "api.example.com", "localhost.example.com",
        "127.0.0.1.nip.io"})
    void plainHttpStaysOnThisMachine(String host) throws IOException {
        var refusal = assertThrows(ConfigException.class,
                () -> load("{" + DATABASE + "," + ISSUER + ",\"http\":{\"host\":\"" + host + "\"}}"));
        String message = String.valueOf(refusal.getMessage());
        assertTrue(message.contains("http.host is '" + host + "'") && message.contains("expected http.tls"),
                message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "127.0.0.1", "127.1.2.3", "::1"})
    void onThisMachineItMayBePlain(String host) throws Exception {
        assertEquals(host,
                load("{" + DATABASE + "," + ISSUER + ",\"http\":{\"host\":\"" + host + "\"}}").http().host());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"jdbc:postgresql://db/tillpost|sslmode=prefer",
        "jdbc:postgresql://localhost:5432,db/tillpost?sslmode=require|sslmode=require",
        "jdbc:postgresql://db/t?sslmode=verify-full&sslfactory=org.postgresql.ssl.NonValidatingFactory|sslfactory",
        "jdbc:postgresql://db:x/t|expected jdbc:postgresql://host"})
    void aDatabaseElsewhereIsVerified(String url, String named) {
        var refusal = assertThrows(ConfigException.class, () -> load(databaseAt(url)));
        assertTrue(String.valueOf(refusal.getMessage()).contains(named), refusal.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"jdbc:postgresql://db/t?sslmode=verify-full",
        "jdbc:postgresql://db/t?sslmode=verify-ca",
        "jdbc:postgresql:t", "jdbc:postgresql://[::1]:5433/t"})
    void aVerifiedOrLocalDatabaseIsTaken(String url) throws Exception {
        assertEquals(url, load(databaseAt(url)).database().url());
    }

    @Test
    void aPasswordInTheUrlIsNotRepeated() {
        var refusal = assertThrows(ConfigException.class,
                () -> load(databaseAt("jdbc:postgresql://db/t?password=hunter2")));
        assertTrue(!String.valueOf(refusal.getMessage()).contains("hunter2"), refusal.getMessage());
    }

    private static String databaseAt(String url) {
        return "{" + DATABASE.replace("jdbc:postgresql://localhost:5432/tillpost", url) + "," + ISSUER + "}";
    }

    @Test
    void aMissingFileIsNamed() {
        var refusal = assertThrows(ConfigException.class,
                () -> CentralConfig.load(folder.resolve("nowhere.json")));
        assertTrue(String.valueOf(refusal.getMessage()).contains("nowhere.json"));
    }

    private CentralConfig load(String json) throws IOException, ConfigException {
        Path file = folder.resolve("central.json");
        Files.writeString(file, json);
        return CentralConfig.load(file);
    }
}
