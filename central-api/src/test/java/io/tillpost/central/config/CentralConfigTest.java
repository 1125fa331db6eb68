package io.tillpost.central.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.central.database.DatabaseSettings.Durability;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The configuration file: its defaults and its refusals.
class CentralConfigTest {
    private static final String DATABASE = """
            "database":{"url":"jdbc:postgresql://db:5432/tillpost","user":"tillpost","passwordFile":"secret/pw"}""";
    private static final String ISSUER = "\"issuer\":\"https://api.example.com\"";

    @TempDir
    private Path folder = Path.of("");

    @Test
    void theDefaultsAreThese() throws Exception {
        var config = load("{" + DATABASE + "," + ISSUER + "}");
        assertEquals(new CentralConfig(new CentralConfig.Http("127.0.0.1", 7300, null),
                new CentralConfig.Db("jdbc:postgresql://db:5432/tillpost", "tillpost",
                        folder.resolve("secret/pw"), 16, Durability.REQUIRED),
                null, "https://api.example.com", null), config);
    }

    @Test
    void aWholeFileIsRead() throws Exception {
        var config = load("{\"http\":{\"host\":\"::1\",\"port\":0,"
                + "\"tls\":{\"certFile\":\"api.pem\",\"keyFile\":\"/api.key.pem\"}},"
                + DATABASE.replace("}", ",\"poolSize\":3,\"durable\":false}")
                + ",\"broker\":{\"host\":\"mq\",\"caFile\":\"ca.pem\",\"certFile\":\"c.pem\",\"keyFile\":\"/k.pem\"},"
                + ISSUER + "}");
        assertEquals(new CentralConfig.Http("::1", 0,
                new CentralConfig.Tls(folder.resolve("api.pem"), Path.of("/api.key.pem"))), config.http());
        assertEquals(3, config.database().poolSize());
        assertEquals(Durability.NOT_NEEDED, config.database().durability());
        assertEquals(new CentralConfig.Broker("mq", 8883, folder.resolve("ca.pem"), folder.resolve("c.pem"),
                Path.of("/k.pem")), config.broker());
    }

    @Test
    void whatBoxesAreToldIsReadWithItsDefaults() throws Exception {
        var least = load("{" + DATABASE + "," + ISSUER + ",\"enrolment\":{\"brokerHost\":\"mq\"}}");
        assertEquals(new CentralConfig.Enrolment("mq", 8883, 60, false, null), least.enrolment());
        var whole = load("{" + DATABASE + "," + ISSUER + ",\"enrolment\":{\"brokerHost\":\"mq\","
                + "\"brokerPort\":1,\"certificateDays\":90,\"unsignedBatches\":\"accept\","
                + "\"brokerFiles\":{\"agentsFile\":\"a.json\",\"crlFile\":\"/crl.pem\"}}}");
        assertEquals(new CentralConfig.Enrolment("mq", 1, 90, true, new CentralConfig.BrokerFiles(
                folder.resolve("a.json"), null, Path.of("/crl.pem"))), whole.enrolment());
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
        "{DB,ISSUER,\"broker\":{\"host\":\"mq\"}}|                                 caFile",
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
