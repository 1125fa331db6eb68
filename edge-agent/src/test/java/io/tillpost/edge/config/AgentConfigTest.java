package io.tillpost.edge.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.device.line.address.LineAddress;
import io.tillpost.device.printer.escpos.PrinterModel;
import io.tillpost.protocol.broker.BrokerAddress;
import io.tillpost.protocol.masterkey.KeySource;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AgentConfigTest {
    private static final String SHORTEST = """
            {"place":{"tenant":"acme","legalEntity":"acme-de","store":"s-1","agent":"s-1-a"},
             "zone":"Europe/Berlin","currency":"EUR","receipt":{"series":"s-1","header":["ACME"]},
             "dataFolder":"data",
             "uplink":{"host":"mqtt","caFile":"ca.pem","certFile":"a.pem","keyFile":"k.pem"},
             "headOffice":{"url":"https://central/","clientId":"s-1","secretFile":"s"},
             "tills":[{"name":"till-1","drawer":"drawer-1","printer":"printer-1","terminal":"terminal-1"}],
             "terminals":[{"name":"terminal-1","family":"zvt","line":"serial:/dev/t"}],
             "printers":[{"name":"printer-1","line":"tcp:192.0.2.7:9100"}]}""";

    @TempDir
    private Path folder;

    @Test
    void whatIsLeftOutHasTheseDefaults() throws Exception {
        assertEquals(new AgentConfig(new AgentConfig.Place("acme", "acme-de", "s-1", "s-1-a"),
                ZoneId.of("Europe/Berlin"), Currency.getInstance("EUR"), true,
                "per-receipt-and-rate-half-up-1", 1,
                new AgentConfig.Receipt("s-1", List.of("ACME"), List.of(), Locale.ENGLISH),
                folder.resolve("data"), new AgentConfig.Http("127.0.0.1", 7310, null),
                new AgentConfig.Uplink(List.of(new BrokerAddress("mqtt", 8883)),
                        new AgentConfig.Pem(folder.resolve("ca.pem"), folder.resolve("a.pem"),
                                folder.resolve("k.pem")),
                        Duration.ofSeconds(1), Duration.ofSeconds(60)),
                new AgentConfig.HeadOffice(URI.create("https://central"),
                        new AgentConfig.Secret("s-1", folder.resolve("s")), null,
                        Duration.ofMinutes(5)),
                List.of(new AgentConfig.Till("till-1", "drawer-1", "printer-1", "terminal-1")),
                List.of(new AgentConfig.Terminal("terminal-1",
                        LineAddress.parse("serial:/dev/t?baud=9600&parity=none&data=8&stop=2"), "000000")),
                List.of(new AgentConfig.Printer("printer-1", PrinterModel.named("TM-T88V").orElseThrow(),
                        LineAddress.parse("tcp:192.0.2.7:9100"))),
                new AgentConfig.Staff(true, null, false, 1), List.of(),
                new KeySource.KeyFile(folder.resolve("data/master.key")),
                new AgentConfig.Enrolment(true, null),
                new AgentConfig.Telemetry(Duration.ofMinutes(15), 10_000),
                new AgentConfig.Journal(folder.resolve("data/mirror"), 35, 2L << 30, null, 3,
                        new AgentConfig.Disk(1L << 30, 5, 64L << 20))),
                load(SHORTEST));
    }

    @Test
    void theExampleOfTheReferenceLoads() throws Exception {
        String page = Files.readString(
                Path.of(System.getProperty("product.root"), "docs", "reference", "agent-config.md"));
        int start = page.indexOf("```json") + "```json".length();
        assertEquals("hamburg-1", load(page.substring(start, page.indexOf("```", start))).place().store());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "\"currency\":\"EUR\" | \"currency\":\"EUR\",\"cashRoundingMinor\":0 | cashRoundingMinor is 0, expected 1 to 10000",
        "\"series\":\"s-1\" | \"series\":\"a-series-of-25-characters\" | receipt.series with -refunds 'a-series-of-25-characters-refunds', expected 1 to 32 lower-case letters, digits or inner hyphens",
        "\"dataFolder\":\"data\" | \"dataFolder\":\"data\",\"journal\":{\"backupsKept\":0} | journal.backupsKept is 0, expected 1 to 366",
        "\"dataFolder\":\"data\" | \"dataFolder\":\"data\",\"journal\":{\"mirrorFolder\":\"data\"} | journal.mirrorFolder is the dataFolder, expected a folder of its own, on another device if possible",
        "\"dataFolder\":\"data\" | \"dataFolder\":\"data\",\"journal\":{\"disk\":{\"warnFreeBytes\":1}} | journal.disk.warnFreeBytes is 1, expected 67108864 to 1125899906842624",
        "\"EUR\" | \"EURO\" | currency is 'EURO', expected an ISO 4217 code like EUR",
        "Europe/Berlin | Moon/Base | zone is 'Moon/Base', expected a name like Europe/Berlin",
        "\"zvt\" | \"telnet\" | terminals.family is 'telnet', expected zvt",
        "serial:/dev/t | usb:1 | device address 'usb:1': expected it to begin with serial: or tcp:",
        "\"dataFolder\" | \"http\":{\"port\":70000},\"dataFolder\" | http.port is 70000, expected 0 to 65535",
        "\"series\" | \"language\":\"fr\",\"series\" | receipt.language is 'fr', expected one of [en, de]",
        "\"dataFolder\" | \"color\":1,\"dataFolder\" | color",
        "\"terminal\":\"terminal-1\" | \"terminal\":\"t-9\" | tills.terminal is 't-9', expected one of [terminal-1]",
        "\"s-1-a\" | \"S 1\" | place.agent 'S 1', expected 1 to 32 lower-case letters",
        "\"line\":\"tcp | \"model\":\"X\",\"line\":\"tcp | printers.model is 'X', expected one of",
        "\"keyFile\" | \"reconnectMaxMs\":0,\"keyFile\" | uplink.reconnectMaxMs is 0, expected 1 to 3600000",
        "serial:/dev/t\" | serial:/dev/t\",\"password\":\"12\" | terminals.password has 2 characters, expected 6 digits",
        "\"dataFolder\" | \"weighedBarcodes\":[{\"prefix\":\"40\",\"holds\":\"price\"}],\"dataFolder\" | weighedBarcodes.prefix is '40', expected two digits from 20 to 29",
        "\"dataFolder\" | \"weighedBarcodes\":[{\"prefix\":\"22\",\"holds\":\"size\"}],\"dataFolder\" | weighedBarcodes.holds is 'size', expected weight or price",
        "https://central/ | http://central | headOffice.url is 'http://central', expected https://HOST[:PORT], or http for this machine alone",
        "https://central/ | http://127.0.0.1.example.com | headOffice.url is 'http://127.0.0.1.example.com', expected https",
        "https://central/ | https://me:secret@central | expected https://HOST[:PORT]",
        "\"secretFile\" | \"pollMinutes\":0,\"secretFile\" | headOffice.pollMinutes is 0, expected 1 to 1440",
        "\"dataFolder\" | \"http\":{\"host\":\"0.0.0.0\"},\"dataFolder\" | http.host is '0.0.0.0' without http.tls, expected 127.0.0.1: what others can reach speaks HTTPS",
        "\"caFile\":\"ca.pem\", | `` | uplink has some of caFile, certFile and keyFile, expected all of them or, in an enrolled box, none",
        "\"host\":\"mqtt\", | `` | uplink.host is absent, expected a host beside caFile",
        "\"host\":\"mqtt\" | \"host\":\" \" | uplink.host is blank, expected a host name",
        "\"host\":\"mqtt\" | \"host\":\"m\",\"brokers\":[{\"host\":\"n\"}] | uplink has host and brokers, expected one of them",
        "\"host\":\"mqtt\" | \"brokers\":[] | uplink.brokers is empty, expected at least one broker",
        "\"host\":\"mqtt\" | \"brokers\":[{\"host\":\"n\",\"port\":0}] | uplink.brokers.port is 0, expected 1 to 65535",
        "\"host\":\"mqtt\" | \"brokers\":[{\"host\":\"n\"},{\"host\":\"n\"}] | uplink.brokers has 'n:8883' twice, expected each once",
        "\"secretFile\":\"s\" | \"pollMinutes\":5 | headOffice has one of clientId and secretFile, expected both or, in an enrolled box, none",
        "\"url\":\"https://central/\", | `` | headOffice.url is absent, expected one beside clientId",
        "\"dataFolder\" | \"enrolment\":{\"url\":\"http://central\"},\"dataFolder\" | enrolment.url is 'http://central', expected https://HOST[:PORT]",
        "\"currency\":\"EUR\", | `` | currency"})
    void impossibleValuesStopTheStartWithKeyValueAndExpectation(String from, String to, String message) {
        String json = SHORTEST.replace(from, to);
        var e = assertThrows(ConfigException.class, () -> load(json));
        String said = String.valueOf(e.getMessage());
        assertTrue(said.contains(message), said);
        assertEquals(1, said.lines().count());
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://localhost:7300", "http://127.0.0.1:7300", "http://[::1]:7300"})
    void headOfficeOnThisMachineNeedsNoTls(String url) throws Exception {
        AgentConfig.HeadOffice headOffice = load(SHORTEST.replace("https://central/", url)).headOffice();
        assertEquals(URI.create(url), headOffice == null ? null : headOffice.url());
    }

    @Test
    void anEnrolledBoxSaysNoMoreThanThatItTalksToHeadOffice() throws Exception {
        AgentConfig config = load(SHORTEST.replaceFirst("\"uplink\".*\n", "\"uplink\":{},\n")
                .replaceFirst("\"headOffice\".*\n", "\"headOffice\":{},\n"));
        assertEquals(new AgentConfig.Uplink(List.of(), null, Duration.ofSeconds(1), Duration.ofSeconds(60)),
                config.uplink());
        assertEquals(new AgentConfig.HeadOffice(null, null, null, Duration.ofMinutes(5)),
                config.headOffice());
    }

    @Test
    void severalBrokersStandInAListWithOrWithoutFiles() throws Exception {
        var two = List.of(new BrokerAddress("mq-1", 8883), new BrokerAddress("mq-2", 18_883));
        String list = "\"brokers\":[{\"host\":\"mq-1\"},{\"host\":\"mq-2\",\"port\":18883}]";
        var byFiles = load(SHORTEST.replace("\"host\":\"mqtt\"", list)).uplink();
        assertEquals(two, byFiles == null ? null : byFiles.brokers());
        var enrolled = load(SHORTEST.replaceFirst("\"uplink\".*\n", "\"uplink\":{" + list + "},\n"))
                .uplink();
        assertEquals(two, enrolled == null ? null : enrolled.brokers());
    }

    @Test
    void overTlsTheTillMayListenEverywhere() throws Exception {
        AgentConfig config = load(SHORTEST.replace("\"dataFolder\"",
                "\"http\":{\"host\":\"0.0.0.0\",\"tls\":{\"certFile\":\"c\",\"keyFile\":\"k\"}},\"dataFolder\""));
        assertEquals(new AgentConfig.HttpTls(folder.resolve("c"), folder.resolve("k")), config.http().tls());
    }

    @Test
    void aMissingFileIsOneLine() {
        assertThrows(ConfigException.class, () -> AgentConfig.load(folder.resolve("none.json")));
    }

    private AgentConfig load(String json) throws IOException, ConfigException {
        return AgentConfig.load(Files.writeString(folder.resolve("agent.json"), json));
    }
}
