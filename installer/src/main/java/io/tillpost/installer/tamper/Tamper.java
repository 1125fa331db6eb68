package io.tillpost.installer.tamper;

import io.tillpost.installer.sealed.SealedJournal;
import io.tillpost.protocol.journal.JournalRow;
import io.tillpost.protocol.money.Money;
import io.tillpost.protocol.seal.KeyedVault;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One cent more, in one place. Each answers with a line that says what it did.
public final class Tamper {
    private static final Pattern AMOUNT_MINOR = Pattern.compile("\"amountMinor\":(\\d+)");
    private static final Pattern TRACE = Pattern.compile("\"trace\":(\\d+)");
    private static final Pattern BATCH = Pattern.compile("\"batch\":(\\d+)");
    private static final Pattern APPROVED_MINOR = Pattern.compile("(\"approved\":\\{\"minor\":)(\\d+)");
    private static final Pattern ENTRY_AMOUNT = Pattern
            .compile("(?s)(<Ntry>.*?<Amt [^>]*>)([0-9.]+)(</Amt>)");
    private static final Pattern CLOSING_AMOUNT = Pattern
            .compile("(?s)(<Cd>CLBD</Cd>.*?<Amt [^>]*>)([0-9.]+)(</Amt>)");

    private final Currency currency;

    public Tamper(Currency currency) {
        this.currency = currency;
    }

    /// The first charge of a day that stands in the terminal's recorded ledger: a reversed one is settled nowhere.
    public String terminal(Path ledger, LocalDate day) throws IOException {
        var lines = new ArrayList<>(Files.readAllLines(ledger));
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            Matcher amount = AMOUNT_MINOR.matcher(line);
            if (line.contains("\"kind\":\"charge\"") && line.contains("\"date\":\"" + day + "\"")
                    && !isReversed(lines, line) && amount.find()) {
                lines.set(i, line.replace(amount.group(), "\"amountMinor\":" + more(amount.group(1))));
                Files.write(ledger, lines);
                return "terminal: line " + (i + 1) + " of " + ledger.getFileName() + " has a cent more";
            }
        }
        throw new IOException(ledger + " has no charge of " + day);
    }

    private static boolean isReversed(List<String> lines, String charge) {
        Matcher trace = TRACE.matcher(charge);
        Matcher batch = BATCH.matcher(charge);
        return trace.find() && batch.find() && lines.stream()
                .anyMatch(line -> line.contains("\"kind\":\"reversal\"")
                        && line.contains("\"originalTrace\":" + trace.group(1) + ",")
                        && line.contains("\"batch\":" + batch.group(1) + ","));
    }

    /// The body of a day's first charged card payment in the journal's SQLite file, sealed again as an attacker would who
    /// has the store's master key; its agent has to be stopped.
    public String journal(Path database, LocalDate day) throws IOException {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + database)) {
            var journal = SealedJournal.open(connection, database, new SecureRandom());
            JournalRow row = charged(connection, journal, day)
                    .orElseThrow(() -> new IOException(database + " has no charged card payment of " + day));
            var changed = new JournalRow(row.seq(), row.eventId(), row.type(), row.version(), row.metadata(),
                    oneCentMore(row.body()));
            change(connection, row.seq(), journal.sealed(changed));
            return "journal: the body of fin " + row.seq() + " has a cent more";
        } catch (SQLException e) {
            throw new IOException("cannot change " + database + ": " + e.getMessage(), e);
        }
    }

    /// A bit of the same payment's sealed bytes, as an attacker would who has no key.
    public String journalBlindly(Path database, LocalDate day) throws IOException {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + database)) {
            var journal = SealedJournal.open(connection, database, new SecureRandom());
            JournalRow row = charged(connection, journal, day)
                    .orElseThrow(() -> new IOException(database + " has no charged card payment of " + day));
            byte[] sealed = journal.sealed(row);
            sealed[sealed.length / 2] ^= 1;
            change(connection, row.seq(), sealed);
            return "journal: a bit of fin " + row.seq() + " is another one";
        } catch (SQLException e) {
            throw new IOException("cannot change " + database + ": " + e.getMessage(), e);
        }
    }

    private static Optional<JournalRow> charged(Connection connection, SealedJournal journal, LocalDate day)
            throws SQLException {
        try (var find = connection.prepareStatement("select " + SealedJournal.COLUMNS
                + " from event_fin where type = 'PaymentResolved' order by seq");
                var rows = find.executeQuery()) {
            while (rows.next()) {
                JournalRow row = journal.row(rows);
                if (text(row.metadata()).contains("\"businessDate\":\"" + day + "\"")
                        && APPROVED_MINOR.matcher(text(row.body())).find()) {
                    return Optional.of(row);
                }
            }
            return Optional.empty();
        }
    }

    private static void change(Connection connection, long seq, byte[] sealed) throws SQLException {
        // The columns body and body_key name the same data key.
        try (var change = connection
                .prepareStatement("update event_fin set body = ?, body_key = ? where seq = ?")) {
            change.setBytes(1, sealed);
            change.setInt(2, KeyedVault.keyOf(sealed));
            change.setLong(3, seq);
            change.executeUpdate();
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /// Both lines of a card payment's entry in the ledger, with its triggers off.
    public String ledger(String jdbcUrl, String user, String password, String tenant, LocalDate day)
            throws IOException {
        String change = """
                with chosen as (
                    select e.tenant, e.entry from entry e
                     where e.tenant = ? and e.business_date = ? and e.role = 'card-clearing'
                     order by e.entry limit 1)
                update entry_line l set amount_minor = l.amount_minor + sign(l.amount_minor)::bigint
                  from chosen c where l.tenant = c.tenant and l.entry = c.entry""";
        try (Connection connection = DriverManager.getConnection(jdbcUrl, user, password)) {
            try (var off = connection.createStatement()) {
                off.execute("set session_replication_role = replica");
            }
            try (var update = connection.prepareStatement(change)) {
                update.setString(1, tenant);
                update.setObject(2, day);
                int lines = update.executeUpdate();
                if (lines != 2) {
                    throw new IOException(
                            "changed " + lines + " ledger lines, expected the 2 of a card payment");
                }
            }
            return "ledger: both lines of a card payment's entry have a cent more";
        } catch (SQLException e) {
            throw new IOException("cannot change the ledger: " + e.getMessage(), e);
        }
    }

    /// The first payment of a settlement file, and the sums above it, so that the file still agrees with itself.
    public String settlement(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        List<String> columns = List.of(lines.getFirst().split(",", -1));
        int gross = columns.indexOf("gross");
        int net = columns.indexOf("net");
        int reference = columns.indexOf("payout_reference");
        String payout = lines.get(1).split(",", -1)[reference];
        boolean changedPayment = false;
        var changed = new ArrayList<String>();
        for (String line : lines) {
            String[] fields = line.split(",", -1);
            boolean payment = fields[0].equals("TX") && !changedPayment;
            if (payment || (fields[0].equals("PAYOUT") && fields[reference].equals(payout))) {
                fields[gross] = oneCentMore(fields[gross]);
                fields[net] = oneCentMore(fields[net]);
                changedPayment = true;
            }
            changed.add(String.join(",", fields));
        }
        Files.write(file, changed);
        return "settlement: the first payment of " + file.getFileName() + " and its sums have a cent more";
    }

    /// The first entry of a bank's statement and its closing balance.
    public String bank(Path file) throws IOException {
        String before = Files.readString(file, StandardCharsets.UTF_8);
        String after = replaceFirst(replaceFirst(before, ENTRY_AMOUNT), CLOSING_AMOUNT);
        Files.writeString(file, after);
        return "bank: the first credit of " + file.getFileName()
                + " and the closing balance have a cent more";
    }

    private String replaceFirst(String text, Pattern amount) throws IOException {
        Matcher found = amount.matcher(text);
        if (!found.find()) {
            throw new IOException("no amount found by " + amount);
        }
        return text.substring(0, found.start(2)) + oneCentMore(found.group(2)) + text.substring(found.end(2));
    }

    private static byte[] oneCentMore(byte[] body) throws IOException {
        Matcher approved = APPROVED_MINOR.matcher(new String(body, StandardCharsets.UTF_8));
        if (!approved.find()) {
            throw new IOException("an event body without an approved amount");
        }
        return approved.replaceFirst(match -> match.group(1) + more(match.group(2)))
                .getBytes(StandardCharsets.UTF_8);
    }

    private String oneCentMore(String decimal) {
        return Money.parse(decimal, currency).plus(new Money(1, currency)).decimal();
    }

    private static long more(String minor) {
        return Math.addExact(Long.parseLong(minor), 1);
    }
}
