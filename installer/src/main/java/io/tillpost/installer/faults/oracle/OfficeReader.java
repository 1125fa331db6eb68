package io.tillpost.installer.faults.oracle;

import io.tillpost.installer.faults.oracle.OfficeView.Due;
import io.tillpost.installer.faults.oracle.OfficeView.Journal;
import io.tillpost.installer.faults.oracle.OfficeView.Row;
import io.tillpost.protocol.event.EventCodec;
import io.tillpost.protocol.event.JournalForked;
import io.tillpost.protocol.event.RefundCompleted;
import io.tillpost.protocol.event.RefundTender;
import io.tillpost.protocol.event.SaleCompleted;
import io.tillpost.protocol.event.Tender;
import io.tillpost.protocol.event.UnreadableEventException;
import io.tillpost.protocol.journal.Hash;
import io.tillpost.protocol.journal.HashChain;
import io.tillpost.protocol.journal.JournalKey;
import io.tillpost.protocol.journal.JournalRow;
import io.tillpost.protocol.journal.Lane;
import io.tillpost.protocol.journal.Parent;
import io.tillpost.protocol.seal.Keyring;
import io.tillpost.protocol.seal.MasterKey;
import io.tillpost.protocol.seal.Vault;
import io.tillpost.protocol.seal.WrappedKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Reads what head office has of a store from its database, without head office: rows by SQL, bodies with the master key,
/// hash chains computed again, balances summed up from posting lines.
public final class OfficeReader {
    private static final String JOURNALS_OF = """
            select journal, lane, epoch, parent_journal, parent_seq, parent_hash, head_seq, head_hash, fenced
              from journal where tenant = ? and store = ? order by lane, epoch""";
    private static final String EVENTS_OF = """
            select p.seq, p.event, p.hash, c.type, c.version, c.body
              from journal_position p join event_content c using (tenant, event)
             where p.tenant = ? and p.journal = ? order by p.seq""";
    private static final String SET_ASIDE = """
            select event, reason || ': ' || detail from quarantine
             where tenant = ? and store = ? and state = 'open'""";

    private final Login login;
    private final Path masterKey;

    /// How to get at the database.
    public record Login(String url, String user, String password) {}

    /// @param masterKey the file of the key that head office seals with
    public OfficeReader(Login login, Path masterKey) {
        this.login = login;
        this.masterKey = masterKey;
    }

    /// Everything of one store, as of one moment.
    public OfficeView read(String tenant, String store) throws IOException {
        return read(tenant, store, false);
    }

    /// Likewise, and whether the balances of all stores' accounts are right.
    public OfficeView readWithAllBalances(String tenant, String store) throws IOException {
        return read(tenant, store, true);
    }

    private OfficeView read(String tenant, String store, boolean allBalances) throws IOException {
        try (var connection = DriverManager.getConnection(login.url, login.user, login.password)) {
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            Map<UUID, String> setAside = new HashMap<>();
            Rows.each(connection, SET_ASIDE,
                    row -> setAside.put(row.getObject(1, UUID.class), row.getString(2)), tenant, store);
            var ledger = new LedgerReader(connection, tenant, store);
            List<String> violations = new ArrayList<>(ledger.wrongEntries());
            if (allBalances) {
                violations.addAll(ledger.wrongBalances());
            }
            Map<UUID, Due> due = new HashMap<>();
            var rules = new DueEntries(ledger.contracts());
            List<Journal> journals = journals(connection, tenant, store,
                    row -> due.put(row.eventId(), rules.of(row)));
            return new OfficeView(journals, ledger.sums(), setAside, ledger.posted(), due,
                    ledger.lines(), ledger.payments(), violations);
        } catch (SQLException e) {
            throw new IOException("head office's database cannot be read: " + e.getMessage(), e);
        }
    }

    private List<Journal> journals(Connection connection, String tenant, String store,
            Consumer<JournalRow> seen) throws SQLException, IOException {
        Vault vault = vault(connection);
        var journals = new ArrayList<Journal>();
        Rows.each(connection, JOURNALS_OF,
                row -> journals.add(journal(connection, vault, tenant, store, row, seen)), tenant, store);
        return journals;
    }

    private Vault vault(Connection connection) throws SQLException, IOException {
        var wrapped = new ArrayList<WrappedKey>();
        Rows.each(connection, "select number, master, wrapped from data_key_wrap",
                row -> wrapped.add(new WrappedKey(row.getInt(1), row.getString(2), row.getBytes(3))));
        Keyring ring = Keyring.open(wrapped, MasterKey.parse(Files.readAllBytes(masterKey)));
        return ring.vault(ring.newest(), new SecureRandom());
    }

    private static Journal journal(Connection connection, Vault vault, String tenant, String store,
            ResultSet row, Consumer<JournalRow> seen) throws SQLException {
        UUID id = row.getObject("journal", UUID.class);
        var key = new JournalKey(Lane.of(row.getString("lane")), id, row.getLong("epoch"));
        UUID parent = row.getObject("parent_journal", UUID.class);
        var chain = new Chain(vault, tenant, key, seen, HashChain.genesis(tenant, store, key, parent == null
                ? null
                : new Parent(parent, row.getLong("parent_seq"), Hash.of(row.getBytes("parent_hash")))));
        Rows.each(connection, EVENTS_OF, chain::next, tenant, id);
        if (parent != null && row.getLong("parent_seq") > 0) {
            checkParent(connection, chain, tenant, parent, row);
        }
        Hash headHash = Hash.of(row.getBytes("head_hash"));
        return new Journal(id, key.lane().wireName(), key.epoch(), parent, row.getLong("parent_seq"),
                row.getLong("head_seq"), headHash, row.getBoolean("fenced"), chain.rows,
                chain.damage(headHash));
    }

    private static void checkParent(Connection connection, Chain chain, String tenant, UUID parent,
            ResultSet row) throws SQLException {
        long seq = row.getLong("parent_seq");
        var found = new ArrayList<Hash>();
        Rows.each(connection,
                "select hash from journal_position where tenant = ? and journal = ? and seq = ?",
                one -> found.add(Hash.of(one.getBytes(1))), tenant, parent, seq);
        // A box that forked without head office names its own last row, which may never have been sent.
        if (!found.isEmpty() && !found.getFirst().equals(Hash.of(row.getBytes("parent_hash")))) {
            chain.damaged("it follows row " + seq + " of " + parent + ", which is another one");
        }
    }

    /// Follows one journal's hashes.
    private static final class Chain {
        private final Vault vault;
        private final String tenant;
        private final JournalKey key;
        private final Consumer<JournalRow> seen;
        private final List<Row> rows = new ArrayList<>();
        private Hash head;
        private long seq;
        private @Nullable String damage;

        Chain(Vault vault, String tenant, JournalKey key, Consumer<JournalRow> seen, Hash genesis) {
            this.vault = vault;
            this.tenant = tenant;
            this.key = key;
            this.seen = seen;
            this.head = genesis;
        }

        void next(ResultSet row) throws SQLException {
            long found = row.getLong("seq");
            if (found != seq + 1) {
                damaged("row " + found + " comes after row " + seq);
            }
            seq = found;
            UUID event = row.getObject("event", UUID.class);
            JournalRow opened = opened(vault, tenant, row, event);
            Hash stored = Hash.of(row.getBytes("hash"));
            if (!HashChain.next(head, key, opened).equals(stored)) {
                damaged("the hash of row " + found + " does not follow");
            }
            head = stored;
            seen.accept(opened);
            rows.add(new Row(found, event, opened.type(), document(opened), forked(opened)));
        }

        private void damaged(String what) {
            damage = damage == null ? what : damage;
        }

        @Nullable
        String damage(Hash headHash) {
            if (!head.equals(headHash)) {
                damaged("its head is not the hash of its last row");
            }
            return damage;
        }
    }

    /// As docs/reference/encryption.md says of `event_content`.
    private static JournalRow opened(Vault vault, String tenant, ResultSet row, UUID event)
            throws SQLException {
        byte[] context = ("event_content/" + tenant + "/" + event).getBytes(StandardCharsets.UTF_8);
        var both = ByteBuffer.wrap(vault.open(row.getBytes("body"), context));
        var metadata = new byte[both.getInt()];
        both.get(metadata);
        var body = new byte[both.remaining()];
        both.get(body);
        return new JournalRow(row.getLong("seq"), event, row.getString("type"), row.getInt("version"),
                metadata, body);
    }

    private static @Nullable Accepted document(JournalRow row) {
        try {
            String till = EventCodec.envelope(row).place().till();
            return switch (EventCodec.decode(row)) {
                case SaleCompleted sale -> new Accepted(till, Accepted.Kind.SALE, sale.sale().value(),
                        sale.series(), sale.number(), sale.total().minor(),
                        sum(sale.tenders(), Tender.Cash.class), sum(sale.tenders(), Tender.Card.class));
                case RefundCompleted refund -> new Accepted(till, Accepted.Kind.REFUND,
                        refund.refund().value(), refund.series(), refund.number(), refund.total().minor(),
                        given(refund.tenders(), RefundTender.Cash.class),
                        given(refund.tenders(), RefundTender.Card.class));
                default -> null;
            };
        } catch (UnreadableEventException e) {
            // Set aside by head office, too.
            return null;
        }
    }

    private static @Nullable UUID forked(JournalRow row) {
        try {
            return EventCodec.decode(row) instanceof JournalForked fork ? fork.journal().journalId() : null;
        } catch (UnreadableEventException e) {
            return null;
        }
    }

    private static long sum(List<Tender> tenders, Class<? extends Tender> kind) {
        return tenders.stream().filter(kind::isInstance).mapToLong(one -> one.amount().minor()).sum();
    }

    private static long given(List<RefundTender> tenders, Class<? extends RefundTender> kind) {
        return tenders.stream().filter(kind::isInstance).mapToLong(one -> one.amount().minor()).sum();
    }
}
