package io.tillpost.edge.config;

import static java.util.Objects.requireNonNullElse;

import io.tillpost.device.line.address.LineAddress;
import io.tillpost.device.printer.escpos.PrinterModel;
import io.tillpost.edge.config.AgentConfig.Enrolment;
import io.tillpost.edge.config.AgentConfig.HeadOffice;
import io.tillpost.edge.config.AgentConfig.Http;
import io.tillpost.edge.config.AgentConfig.HttpTls;
import io.tillpost.edge.config.AgentConfig.Pem;
import io.tillpost.edge.config.AgentConfig.Place;
import io.tillpost.edge.config.AgentConfig.Printer;
import io.tillpost.edge.config.AgentConfig.Receipt;
import io.tillpost.edge.config.AgentConfig.Secret;
import io.tillpost.edge.config.AgentConfig.Staff;
import io.tillpost.edge.config.AgentConfig.Telemetry;
import io.tillpost.edge.config.AgentConfig.Terminal;
import io.tillpost.edge.config.AgentConfig.Till;
import io.tillpost.edge.config.AgentConfig.Uplink;
import io.tillpost.edge.config.AgentConfig.WeighedLabel;
import io.tillpost.protocol.broker.BrokerAddress;
import io.tillpost.protocol.event.Names;
import io.tillpost.protocol.masterkey.KeySource;
import io.tillpost.protocol.masterkey.MasterKeyPart;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Currency;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The shape of the file: what may be left out is nullable here and has its default in [AgentConfig].
record ConfigFile(PlacePart place, String zone, String currency, @Nullable Boolean pricesIncludeTax,
        @Nullable String taxRule, @Nullable Integer cashRoundingMinor, ReceiptPart receipt, String dataFolder,
        @Nullable HttpPart http,
        @Nullable UplinkPart uplink, @Nullable HeadOfficePart headOffice, List<TillPart> tills,
        @Nullable List<TerminalPart> terminals,
        @Nullable List<PrinterPart> printers, @Nullable Boolean blindCount, @Nullable String operatorsFile,
        @Nullable Boolean trainingPrints, @Nullable Integer businessDaysAhead,
        @Nullable List<LabelPart> weighedBarcodes,
        @Nullable MasterKeyPart masterKey, @Nullable EnrolmentPart enrolment,
        @Nullable TelemetryPart telemetry, @Nullable JournalPart journal) {
    private static final int HIGHEST_PORT = 65535;
    private static final int LONGEST_POLL_MINUTES = 1440;
    private static final String LOOPBACK = "localhost|127(\\.[0-9]{1,3}){3}|\\[::1]|::1";
    private static final int LONGEST_RECONNECT_MS = 3_600_000;
    /// Whole coins of any currency; more would be a typing error.
    private static final int WIDEST_CASH_ROUNDING_MINOR = 10_000;
    /// A year: what shows a product sells many days in one.
    private static final int MOST_BUSINESS_DAYS_AHEAD = 366;
    /// The numbers of refunds have a series of their own, with this behind its name.
    private static final String REFUND_SERIES = "-refunds";

    record PlacePart(String tenant, String legalEntity, String store, String agent) {}

    record ReceiptPart(String series, List<String> header, @Nullable List<String> footer,
            @Nullable String language) {}

    record HttpPart(@Nullable String host, @Nullable Integer port, @Nullable TlsPart tls) {}

    record TlsPart(String certFile, String keyFile) {}

    record EnrolmentPart(@Nullable Boolean newKeys, @Nullable String url) {}

    record UplinkPart(@Nullable String host, @Nullable Integer port,
            @Nullable List<BrokerPart> brokers, @Nullable String caFile,
            @Nullable String certFile, @Nullable String keyFile,
            @Nullable Integer reconnectMinMs, @Nullable Integer reconnectMaxMs) {}

    record BrokerPart(String host, @Nullable Integer port) {}

    record TelemetryPart(@Nullable Integer everySeconds, @Nullable Integer waitingMax) {}

    record HeadOfficePart(@Nullable String url, @Nullable String clientId, @Nullable String secretFile,
            @Nullable String caFile,
            @Nullable Integer pollMinutes) {}

    record TillPart(String name, String drawer, @Nullable String printer, @Nullable String terminal) {}

    record TerminalPart(String name, String family, String line, @Nullable String password) {}

    record LabelPart(String prefix, String holds) {}

    record PrinterPart(String name, @Nullable String model, String line) {}

    /// The configuration that this file means; paths start where `file` is.
    AgentConfig checked(Path file) {
        List<Terminal> checkedTerminals = requireNonNullElse(terminals, List.<TerminalPart>of()).stream()
                .map(ConfigFile::checked)
                .toList();
        List<Printer> checkedPrinters = requireNonNullElse(printers, List.<PrinterPart>of()).stream()
                .map(ConfigFile::checked)
                .toList();
        once("terminals", checkedTerminals.stream().map(Terminal::name).toList());
        once("printers", checkedPrinters.stream().map(Printer::name).toList());
        return new AgentConfig(checkedPlace(), checkedZone(), checkedCurrency(),
                requireNonNullElse(pricesIncludeTax, AgentConfig.DEFAULT_PRICES_INCLUDE_TAX),
                requireNonNullElse(taxRule, AgentConfig.DEFAULT_TAX_RULE),
                between("cashRoundingMinor",
                        requireNonNullElse(cashRoundingMinor, AgentConfig.DEFAULT_CASH_ROUNDING_MINOR), 1,
                        WIDEST_CASH_ROUNDING_MINOR),
                checkedReceipt(),
                file.resolveSibling(dataFolder), checkedHttp(file),
                uplink == null ? null : checked(uplink, file),
                headOffice == null ? null : checked(headOffice, file),
                checkedTills(names(checkedTerminals.stream().map(Terminal::name).toList()),
                        names(checkedPrinters.stream().map(Printer::name).toList())),
                checkedTerminals, checkedPrinters, checkedStaff(file), checkedLabels(),
                checkedMasterKey(file), checkedEnrolment(), checkedTelemetry(),
                JournalPart.checked(journal, file, file.resolveSibling(dataFolder)));
    }

    private Telemetry checkedTelemetry() {
        var part = requireNonNullElse(telemetry, new TelemetryPart(null, null));
        return new Telemetry(
                Duration.ofSeconds(between("telemetry.everySeconds",
                        requireNonNullElse(part.everySeconds, Telemetry.DEFAULT_SECONDS), 1,
                        Telemetry.LONGEST_SECONDS)),
                between("telemetry.waitingMax",
                        requireNonNullElse(part.waitingMax, Telemetry.DEFAULT_WAITING_MAX), 1,
                        Telemetry.LARGEST_WAITING_MAX));
    }

    private KeySource checkedMasterKey(Path file) {
        return masterKey != null
                ? masterKey.checked(file)
                : new KeySource.KeyFile(
                        file.resolveSibling(dataFolder).resolve(AgentConfig.DEFAULT_MASTER_KEY_FILE));
    }

    private List<WeighedLabel> checkedLabels() {
        List<LabelPart> parts = requireNonNullElse(weighedBarcodes, List.of());
        once("weighedBarcodes", parts.stream().map(LabelPart::prefix).toList());
        return parts.stream().map(ConfigFile::checked).toList();
    }

    private static WeighedLabel checked(LabelPart part) {
        if (!part.prefix.matches("2[0-9]")) {
            throw new IllegalArgumentException(
                    "weighedBarcodes.prefix is '" + part.prefix + "', expected two digits from 20 to 29");
        }
        return new WeighedLabel(part.prefix, switch (part.holds) {
            case "weight" -> WeighedLabel.Holds.WEIGHT;
            case "price" -> WeighedLabel.Holds.PRICE;
            default -> throw new IllegalArgumentException(
                    "weighedBarcodes.holds is '" + part.holds + "', expected weight or price");
        });
    }

    private Staff checkedStaff(Path file) {
        return new Staff(requireNonNullElse(blindCount, Staff.DEFAULT_BLIND_COUNT),
                operatorsFile == null ? null : file.resolveSibling(operatorsFile),
                requireNonNullElse(trainingPrints, Staff.DEFAULT_TRAINING_PRINTS),
                between("businessDaysAhead",
                        requireNonNullElse(businessDaysAhead, Staff.DEFAULT_BUSINESS_DAYS_AHEAD), 0,
                        MOST_BUSINESS_DAYS_AHEAD));
    }

    private String checkedSeries() {
        String series = name("receipt.series", receipt.series);
        var _ = name("receipt.series with " + REFUND_SERIES, series + REFUND_SERIES);
        return series;
    }

    private Place checkedPlace() {
        return new Place(name("place.tenant", place.tenant), name("place.legalEntity", place.legalEntity),
                name("place.store", place.store), name("place.agent", place.agent));
    }

    private ZoneId checkedZone() {
        try {
            return ZoneId.of(zone);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("zone is '" + zone + "', expected a name like Europe/Berlin",
                    e);
        }
    }

    private Currency checkedCurrency() {
        try {
            return Currency.getInstance(currency);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "currency is '" + currency + "', expected an ISO 4217 code like EUR",
                    e);
        }
    }

    private Receipt checkedReceipt() {
        String language = requireNonNullElse(receipt.language, Receipt.DEFAULT_LANGUAGE);
        if (!Receipt.LANGUAGES.contains(language)) {
            throw new IllegalArgumentException(
                    "receipt.language is '" + language + "', expected one of " + Receipt.LANGUAGES);
        }
        return new Receipt(checkedSeries(), receipt.header,
                requireNonNullElse(receipt.footer, List.<String>of()), Locale.forLanguageTag(language));
    }

    private Http checkedHttp(Path file) {
        var part = http == null ? new HttpPart(null, null, null) : http;
        String host = requireNonNullElse(part.host, Http.DEFAULT_HOST);
        if (part.tls == null && !host.matches(LOOPBACK)) {
            throw new IllegalArgumentException("http.host is '" + host
                    + "' without http.tls, expected 127.0.0.1: what others can reach speaks HTTPS");
        }
        return new Http(host,
                between("http.port", requireNonNullElse(part.port, Http.DEFAULT_PORT), 0, HIGHEST_PORT),
                part.tls == null
                        ? null
                        : new HttpTls(file.resolveSibling(part.tls.certFile),
                                file.resolveSibling(part.tls.keyFile)));
    }

    private Enrolment checkedEnrolment() {
        var part = enrolment == null ? new EnrolmentPart(null, null) : enrolment;
        return new Enrolment(requireNonNullElse(part.newKeys, Enrolment.DEFAULT_NEW_KEYS),
                part.url == null ? null : HeadOfficeUrl.checked("enrolment.url", part.url));
    }

    private static Uplink checked(UplinkPart part, Path file) {
        int max = between("uplink.reconnectMaxMs",
                requireNonNullElse(part.reconnectMaxMs, Uplink.DEFAULT_RECONNECT_MAX_MS), 1,
                LONGEST_RECONNECT_MS);
        int min = part.reconnectMinMs == null
                ? Math.min(Uplink.DEFAULT_RECONNECT_MIN_MS, max)
                : between("uplink.reconnectMinMs", part.reconnectMinMs, 0, max);
        Pem pem = pem(part, file);
        if (part.host == null && (part.port != null || (pem != null && part.brokers == null))) {
            throw new IllegalArgumentException(
                    "uplink.host is absent, expected a host beside " + (pem == null ? "port" : "caFile"));
        }
        return new Uplink(brokers(part), pem, Duration.ofMillis(min), Duration.ofMillis(max));
    }

    private static List<BrokerAddress> brokers(UplinkPart part) {
        if (part.host != null && part.brokers != null) {
            throw new IllegalArgumentException("uplink has host and brokers, expected one of them");
        }
        if (part.host != null) {
            return List.of(broker("uplink", part.host, part.port));
        }
        if (part.brokers == null) {
            return List.of();
        }
        if (part.brokers.isEmpty()) {
            throw new IllegalArgumentException("uplink.brokers is empty, expected at least one broker");
        }
        List<BrokerAddress> brokers = part.brokers.stream()
                .map(one -> broker("uplink.brokers", one.host, one.port))
                .toList();
        once("uplink.brokers", brokers.stream().map(BrokerAddress::toString).toList());
        return brokers;
    }

    private static BrokerAddress broker(String key, String host, @Nullable Integer port) {
        if (host.isBlank()) {
            throw new IllegalArgumentException(key + ".host is blank, expected a host name");
        }
        return new BrokerAddress(host,
                between(key + ".port", requireNonNullElse(port, BrokerAddress.DEFAULT_PORT), 1,
                        HIGHEST_PORT));
    }

    private static @Nullable Pem pem(UplinkPart part, Path file) {
        if (part.caFile == null && part.certFile == null && part.keyFile == null) {
            return null;
        }
        if (part.caFile == null || part.certFile == null || part.keyFile == null) {
            throw new IllegalArgumentException(
                    "uplink has some of caFile, certFile and keyFile, expected all of them or, in an enrolled box, none");
        }
        return new Pem(file.resolveSibling(part.caFile), file.resolveSibling(part.certFile),
                file.resolveSibling(part.keyFile));
    }

    private static HeadOffice checked(HeadOfficePart part, Path file) {
        Secret secret = secret(part, file);
        if (part.url == null && secret != null) {
            throw new IllegalArgumentException("headOffice.url is absent, expected one beside clientId");
        }
        return new HeadOffice(part.url == null ? null : HeadOfficeUrl.checked("headOffice.url", part.url),
                secret,
                part.caFile == null ? null : file.resolveSibling(part.caFile),
                Duration.ofMinutes(between("headOffice.pollMinutes",
                        requireNonNullElse(part.pollMinutes, HeadOffice.DEFAULT_POLL_MINUTES), 1,
                        LONGEST_POLL_MINUTES)));
    }

    private static @Nullable Secret secret(HeadOfficePart part, Path file) {
        if (part.clientId == null && part.secretFile == null) {
            return null;
        }
        if (part.clientId == null || part.secretFile == null) {
            throw new IllegalArgumentException(
                    "headOffice has one of clientId and secretFile, expected both or, in an enrolled box, none");
        }
        if (part.clientId.isBlank()) {
            throw new IllegalArgumentException("headOffice.clientId is blank, expected a client's id");
        }
        return new Secret(part.clientId, file.resolveSibling(part.secretFile));
    }

    private List<Till> checkedTills(Set<String> knownTerminals, Set<String> knownPrinters) {
        if (tills.isEmpty()) {
            throw new IllegalArgumentException("tills is empty, expected at least one till");
        }
        once("tills", tills.stream().map(TillPart::name).toList());
        return tills.stream().map(till -> checked(till, knownTerminals, knownPrinters)).toList();
    }

    private static Till checked(TillPart part, Set<String> knownTerminals, Set<String> knownPrinters) {
        return new Till(name("tills.name", part.name), name("tills.drawer", part.drawer),
                known("tills.printer", part.printer, knownPrinters),
                known("tills.terminal", part.terminal, knownTerminals));
    }

    private static Terminal checked(TerminalPart part) {
        if (!part.family.equals("zvt")) {
            throw new IllegalArgumentException(
                    "terminals.family is '" + part.family + "', expected zvt");
        }
        String password = requireNonNullElse(part.password, Terminal.DEFAULT_PASSWORD);
        if (!password.matches("[0-9]{6}")) {
            throw new IllegalArgumentException("terminals.password has " + password.length()
                    + " characters, expected 6 digits");
        }
        return new Terminal(name("terminals.name", part.name), LineAddress.parse(part.line), password);
    }

    private static Printer checked(PrinterPart part) {
        String model = requireNonNullElse(part.model, Printer.DEFAULT_MODEL);
        return new Printer(name("printers.name", part.name),
                PrinterModel.named(model)
                        .orElseThrow(() -> new IllegalArgumentException("printers.model is '" + model
                                + "', expected one of " + String.join(", ", PrinterModel.names()))),
                LineAddress.parse(part.line));
    }

    private static @Nullable String known(String key, @Nullable String value, Set<String> known) {
        if (value != null && !known.contains(value)) {
            throw new IllegalArgumentException(key + " is '" + value + "', expected one of " + known.stream()
                    .sorted()
                    .toList());
        }
        return value;
    }

    private static Set<String> names(List<String> list) {
        return list.stream().collect(Collectors.toUnmodifiableSet());
    }

    private static void once(String key, List<String> list) {
        var seen = new HashSet<String>();
        for (String name : list) {
            if (!seen.add(name)) {
                throw new IllegalArgumentException(key + " has '" + name + "' twice, expected each once");
            }
        }
    }

    private static String name(String key, String value) {
        return Names.check(key, value);
    }

    private static int between(String key, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    key + " is " + value + ", expected " + least + " to " + most);
        }
        return value;
    }
}
