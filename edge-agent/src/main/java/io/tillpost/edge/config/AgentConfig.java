package io.tillpost.edge.config;

import static java.util.Objects.requireNonNullElse;

import io.tillpost.device.line.address.LineAddress;
import io.tillpost.device.printer.escpos.PrinterModel;
import io.tillpost.protocol.broker.BrokerAddress;
import io.tillpost.protocol.json.Json;
import io.tillpost.protocol.json.MalformedJsonException;
import io.tillpost.protocol.masterkey.KeySource;
import io.tillpost.protocol.sync.StoreSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Currency;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What one store's agent is told. Reference: docs/reference/agent-config.md.
///
/// @param zone the store's time zone: business dates and receipts are in it
/// @param currency the only one this store sells in
/// @param taxRule version of the rule that computes tax, kept with every sale
/// @param cashRoundingMinor the step that cash is rounded to, in minor units
/// @param dataFolder journal and token; nobody else may read it
/// @param uplink absent: the agent sells and never talks to head office
/// @param headOffice absent: catalogues are handed in at the store
/// @param staff how people work at the tills
/// @param weighedBarcodes what the labels of the store's scales look like
/// @param masterKey the key that what is at rest is sealed under
/// @param enrolment how the box keeps its identity
/// @param telemetry how often the agent writes down how the box does
/// @param journal how the store's journal is kept from the disk's moods
public record AgentConfig(Place place, ZoneId zone, Currency currency, boolean pricesIncludeTax,
        String taxRule, int cashRoundingMinor, Receipt receipt, Path dataFolder, Http http,
        @Nullable Uplink uplink, @Nullable HeadOffice headOffice, List<Till> tills, List<Terminal> terminals,
        List<Printer> printers,
        Staff staff, List<WeighedLabel> weighedBarcodes, KeySource masterKey, Enrolment enrolment,
        Telemetry telemetry, Journal journal) {
    /// In the data folder.
    static final String DEFAULT_MASTER_KEY_FILE = "master.key";

    /// Gross prices: what shops that sell to consumers must show in the EU (directive 98/6/EC, article 2).
    static final boolean DEFAULT_PRICES_INCLUDE_TAX = true;
    /// The first and only rule: tax on the receipt's total of each rate, half up.
    static final String DEFAULT_TAX_RULE = "per-receipt-and-rate-half-up-1";

    /// Cash is paid to the cent, as it is wherever no law says otherwise.
    static final int DEFAULT_CASH_ROUNDING_MINOR = 1;

    public AgentConfig {
        tills = List.copyOf(tills);
        terminals = List.copyOf(terminals);
        printers = List.copyOf(printers);
        weighedBarcodes = List.copyOf(weighedBarcodes);
    }

    /// The same, with the till's interface at this port.
    public AgentConfig at(int port) {
        return new AgentConfig(place, zone, currency, pricesIncludeTax, taxRule, cashRoundingMinor, receipt,
                dataFolder, new Http(http.host(), port, http.tls()), uplink, headOffice, tills, terminals,
                printers, staff, weighedBarcodes, masterKey, enrolment, telemetry, journal);
    }

    /// The files with passwords, PINs and private keys, by the setting that names each.
    public Map<String, Path> secretFiles() {
        var files = new LinkedHashMap<String, Path>();
        if (http.tls != null) {
            files.put("http.tls.keyFile", http.tls.keyFile);
        }
        if (uplink != null && uplink.pem != null) {
            files.put("uplink.keyFile", uplink.pem.keyFile);
        }
        if (headOffice != null && headOffice.secret != null) {
            files.put("headOffice.secretFile", headOffice.secret.file);
        }
        if (staff.operatorsFile != null) {
            files.put("operatorsFile", staff.operatorsFile);
        }
        return files;
    }

    /// Whose agent this is.
    public record Place(String tenant, String legalEntity, String store, String agent) {}

    /// What stands on receipts.
    ///
    /// @param series receipt series; unique in the store for ever
    /// @param header lines at the top of each receipt
    /// @param footer lines at the bottom
    public record Receipt(String series, List<String> header, List<String> footer, Locale language) {
        /// The language of this product's documents; a store elsewhere says its own.
        static final String DEFAULT_LANGUAGE = "en";
        /// The languages that receipts are written in.
        static final List<String> LANGUAGES = List.of("en", "de");

        public Receipt {
            header = List.copyOf(header);
            footer = List.copyOf(footer);
        }

        private Receipt with(StoreSettings.ReceiptText set) {
            String tag = requireNonNullElse(set.language(), language.toLanguageTag());
            if (!LANGUAGES.contains(tag)) {
                throw new IllegalArgumentException(
                        "receipt.language is '" + tag + "', expected one of " + LANGUAGES);
            }
            return new Receipt(series, requireNonNullElse(set.header(), header),
                    requireNonNullElse(set.footer(), footer), Locale.forLanguageTag(tag));
        }
    }

    /// Where the till's interface listens.
    ///
    /// @param host loopback unless stated: the till runs on the same box
    /// @param port 0 takes any free one
    /// @param tls absent: plain HTTP, which only this machine may reach
    public record Http(String host, int port, @Nullable HttpTls tls) {
        static final String DEFAULT_HOST = "127.0.0.1";
        /// Not below 1024, and beside head office's 7300.
        static final int DEFAULT_PORT = 7310;

        /// How it is spoken to.
        public String scheme() {
            return tls == null ? "http" : "https";
        }
    }

    /// What the till's server proves its name with; both PEM, read again when they change.
    ///
    /// @param certFile its certificate, those between it and the authority after it
    /// @param keyFile PKCS #8 without a password
    public record HttpTls(Path certFile, Path keyFile) {}

    /// How the box gets its next certificate.
    ///
    /// @param newKeys whether each certificate is for a new key
    /// @param url of head office for renewals; absent: where the box was enrolled
    public record Enrolment(boolean newKeys, @Nullable URI url) {
        /// A key that leaked unnoticed is of use for one certificate's time alone.
        static final boolean DEFAULT_NEW_KEYS = true;
    }

    /// How the store's journal is kept from the disk's moods.
    ///
    /// @param mirrorFolder where the tail mirror is; on another device it survives the loss of the data folder's
    /// @param retentionDays how long acknowledged events are kept
    /// @param retentionBytes when all events take more than this, the oldest acknowledged ones go earlier
    /// @param backupFolder where a backup is put every day; absent: none is made
    /// @param backupsKept how many of them
    public record Journal(Path mirrorFolder, int retentionDays, long retentionBytes,
            @Nullable Path backupFolder, int backupsKept, Disk disk) {
        /// Longer than head office's oldest backup is old.
        static final int DEFAULT_RETENTION_DAYS = 35;
        static final long DEFAULT_RETENTION_BYTES = 2L << 30;
        /// A weekend, and one that turned out to be no good.
        static final int DEFAULT_BACKUPS_KEPT = 3;
    }

    /// When the journal's disk has too little room.
    ///
    /// @param warnFreeBytes people are told below this
    /// @param warnFreePercent and below this part of the disk; 0 where the configuration says bytes
    /// @param refuseFreeBytes no sale and no shift is begun below this
    public record Disk(long warnFreeBytes, int warnFreePercent, long refuseFreeBytes) {
        static final long DEFAULT_WARN_FREE_BYTES = 1L << 30;
        static final int DEFAULT_WARN_FREE_PERCENT = 5;
        static final long DEFAULT_REFUSE_FREE_BYTES = 64L << 20;
    }

    /// Files of an identity that somebody else looks after; all PEM.
    public record Pem(Path caFile, Path certFile, Path keyFile) {}

    /// Where head office's broker is; TLS with a client certificate.
    ///
    /// @param brokers none: what head office said when the box was enrolled
    /// @param pem absent: the identity that the box was enrolled with
    /// @param reconnectMin shortest pause before a new connection
    /// @param reconnectMax longest one
    public record Uplink(List<BrokerAddress> brokers, @Nullable Pem pem,
            Duration reconnectMin, Duration reconnectMax) {
        /// A line that flickers is back within a second.
        static final int DEFAULT_RECONNECT_MIN_MS = 1_000;
        /// A thousand stores that come back together are spread over a minute.
        static final int DEFAULT_RECONNECT_MAX_MS = 60_000;

        public Uplink {
            brokers = List.copyOf(brokers);
        }
    }

    /// What head office hears of how the box does.
    ///
    /// @param every from one sample to the next
    /// @param waitingMax samples that wait for head office at most; more are counted and not written
    public record Telemetry(Duration every, int waitingMax) {
        /// Head office keeps each of them for good, 1.3 KB: one a minute would be 700 MB a year of every box.
        static final int DEFAULT_SECONDS = 900;
        static final int LONGEST_SECONDS = 86_400;
        /// Of some hundred days.
        static final int DEFAULT_WAITING_MAX = 10_000;
        static final int LARGEST_WAITING_MAX = 1_000_000;
    }

    /// Where the store's catalogue comes from.
    ///
    /// @param url of the central API, `https` unless it is this machine; without a slash at its end; absent: where the
    /// box was enrolled
    /// @param secret absent: the box's own key
    /// @param caFile PEM; absent: with a secret the authorities that Java trusts, else the box's authority
    /// @param poll about how long from one look to the next
    public record HeadOffice(@Nullable URI url, @Nullable Secret secret, @Nullable Path caFile,
            Duration poll) {
        /// A new price is in the store while whoever changed it still waits for it.
        static final int DEFAULT_POLL_MINUTES = 5;

        private HeadOffice every(Duration interval) {
            return new HeadOffice(url, secret, caFile, interval);
        }
    }

    /// A client of head office's.
    ///
    /// @param file holds the client's secret and nothing else
    public record Secret(String clientId, Path file) {}

    /// One till: a drawer, and the devices that it uses if it has them.
    public record Till(String name, String drawer, @Nullable String printer, @Nullable String terminal) {}

    /// One card terminal of the family `zvt`.
    ///
    /// @param password six digits, as set in the terminal
    public record Terminal(String name, LineAddress line, String password) {
        /// What terminals are delivered with (ZVT PA00P015, 2.1).
        static final String DEFAULT_PASSWORD = "000000";

        /// The password is left out.
        @Override
        public String toString() {
            return "Terminal[" + name + ", " + line + "]";
        }
    }

    /// One receipt printer.
    public record Printer(String name, PrinterModel model, LineAddress line) {
        /// What most shops have, and what its copies understand.
        static final String DEFAULT_MODEL = "TM-T88V";
    }

    /// How people work at the tills.
    ///
    /// @param blindCount whether cashiers count the drawer without being told what should be in it
    /// @param operatorsFile the first operators, read while there are none; absent: they are added by hand
    /// @param trainingPrints whether the printers print in training mode, too
    /// @param businessDaysAhead how many days after today a shift's business date may be
    public record Staff(boolean blindCount, @Nullable Path operatorsFile, boolean trainingPrints,
            int businessDaysAhead) {
        /// Who does not know what should be there cannot make it fit.
        static final boolean DEFAULT_BLIND_COUNT = true;
        /// A receipt from training looks too much like one.
        static final boolean DEFAULT_TRAINING_PRINTS = false;
        /// In the evening for tomorrow, and no earlier.
        static final int DEFAULT_BUSINESS_DAYS_AHEAD = 1;
    }

    /// One kind of label of the store's scales.
    ///
    /// @param prefix two digits, the first a 2: numbers that a store gives itself
    public record WeighedLabel(String prefix, Holds holds) {
        /// What the value in such a label is.
        public enum Holds {
            WEIGHT, PRICE
        }

        private static WeighedLabel of(StoreSettings.ScaleLabel label) {
            return new WeighedLabel(label.prefix(),
                    label.holds().equals("weight") ? Holds.WEIGHT : Holds.PRICE);
        }
    }

    /// The same with what head office has set in the place of the box's own. Throws [IllegalArgumentException] for what
    /// this software cannot do.
    public AgentConfig with(StoreSettings settings) {
        var set = settings.receipt();
        var scaleLabels = settings.weighedBarcodes();
        Integer poll = settings.catalogPollMinutes();
        return new AgentConfig(place, zone, currency, pricesIncludeTax, taxRule, cashRoundingMinor,
                set == null ? receipt : receipt.with(set), dataFolder, http, uplink,
                headOffice == null || poll == null ? headOffice : headOffice.every(Duration.ofMinutes(poll)),
                tills, terminals, printers,
                new Staff(requireNonNullElse(settings.blindCount(), staff.blindCount),
                        staff.operatorsFile,
                        requireNonNullElse(settings.trainingPrints(), staff.trainingPrints),
                        staff.businessDaysAhead),
                scaleLabels == null
                        ? weighedBarcodes
                        : scaleLabels.stream().map(WeighedLabel::of).toList(),
                masterKey, enrolment, telemetry, journal);
    }

    /// Reads a file. Unknown keys, missing keys and impossible values are refused; relative paths start at its folder.
    public static AgentConfig load(Path file) throws ConfigException {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (IOException e) {
            throw new ConfigException(file + ": cannot be read (" + e.getClass().getSimpleName() + ")");
        }
        try {
            return Json.read(bytes, ConfigFile.class).checked(file.toAbsolutePath());
        } catch (MalformedJsonException e) {
            throw new ConfigException(file + ": " + e.pointer() + " " + e.getMessage());
        } catch (IllegalArgumentException e) {
            throw new ConfigException(file + ": " + e.getMessage());
        }
    }
}
