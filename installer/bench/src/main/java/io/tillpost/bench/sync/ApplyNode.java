package io.tillpost.bench.sync;

import io.tillpost.bench.office.HeadOffice;
import io.tillpost.central.database.Database;
import io.tillpost.central.database.Tenancy;
import io.tillpost.central.incident.sql.SqlIncidents;
import io.tillpost.central.ingest.Greeting;
import io.tillpost.central.ingest.Ingest;
import io.tillpost.central.ingest.sql.SqlCompletions;
import io.tillpost.central.ingest.sql.SqlJournals;
import io.tillpost.central.ledger.sql.SqlBooks;
import io.tillpost.central.ledger.sql.SqlLedger;
import io.tillpost.central.payment.sql.SqlPayments;
import io.tillpost.central.reconciliation.Reconciliation;
import io.tillpost.central.reconciliation.sql.SqlDiscrepancies;
import io.tillpost.central.reconciliation.sql.SqlMatchBook;
import io.tillpost.central.shift.ZAudit;
import io.tillpost.central.shift.sql.SqlZReports;
import io.tillpost.central.statement.sql.SqlSettlements;
import io.tillpost.central.statement.sql.SqlStatements;
import io.tillpost.central.store.Store;
import io.tillpost.central.store.sql.SqlStores;
import io.tillpost.central.vault.DatabaseVault;
import io.tillpost.central.vault.sql.SqlKeyTable;
import io.tillpost.central.voucher.sql.SqlVouchers;
import io.tillpost.protocol.journal.Lane;
import io.tillpost.protocol.masterkey.KeySource;
import io.tillpost.protocol.masterkey.MasterKeys;
import io.tillpost.protocol.sync.BatchCodec;
import io.tillpost.protocol.sync.BatchHeader;
import io.tillpost.protocol.sync.Credit;
import io.tillpost.protocol.sync.Downlink;
import io.tillpost.protocol.sync.Hello;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.Currency;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The part of a node that applies batches, as a node wires it, without a line before it: for costs that the database
/// alone can cause.
final class ApplyNode {
    private final Database database;
    private final SyncBench.Machine machine;
    private final Ingest ingest;
    private final Greeting greeting;
    private final SqlStores stores = new SqlStores();

    /// @param masterKey file with the key that the database's contents are sealed with
    ApplyNode(Database database, Path masterKey, SyncBench.Machine machine) {
        this.database = database;
        this.machine = machine;
        var clock = machine.clock();
        var journals = new SqlJournals(DatabaseVault.open(database, new SqlKeyTable(),
                new MasterKeys(null, machine.random()), new KeySource.KeyFile(masterKey)));
        var payments = new SqlPayments();
        var ledger = new SqlLedger(clock);
        var books = new SqlBooks();
        var zReports = new SqlZReports();
        var vouchers = new SqlVouchers();
        var incidents = new SqlIncidents(clock, machine.ids());
        var reconciliation = new Reconciliation(new SqlSettlements(), new SqlStatements(), payments, stores,
                new SqlMatchBook(), new SqlDiscrepancies(), ledger, books, new ZAudit(zReports, books),
                vouchers,
                clock);
        this.ingest = new Ingest(database, new Ingest.Rooms(stores, journals, payments, reconciliation,
                vouchers, reconciliation, zReports, ledger, books, incidents, new SqlCompletions()), clock);
        this.greeting = new Greeting(database, stores, journals, incidents, clock);
    }

    /// Makes a store known, welcomes its journals, and takes what comes from it.
    Feed feed(MemoryStore store) {
        Tenancy.of(HeadOffice.TENANT, () -> database.inTransaction(tx -> stores.save(tx,
                new Store(HeadOffice.TENANT, store.store(), HeadOffice.LEGAL_ENTITY, store.store(),
                        ZoneId.of("Europe/Berlin"), Currency.getInstance("EUR"), List.of(store.agent()),
                        List.of()),
                null)));
        var hello = new Hello(store.agent(), store.bootId(), machine.ids().next(), "bench", 0,
                machine.clock().instant(), List.of(store.head(Lane.FIN), store.head(Lane.OPS)));
        if (greeting.answer(store.store(), hello).isEmpty()) {
            throw new IllegalStateException("store " + store.store() + " is not welcome");
        }
        return new Feed(store);
    }

    /// What a store has sent to this node.
    final class Feed {
        private final MemoryStore store;
        private final Map<Lane, Long> next = new EnumMap<>(Map.of(Lane.FIN, 1L, Lane.OPS, 1L));

        Feed(MemoryStore store) {
            this.store = store;
        }

        /// Sends all that the store has written since, batch by batch, and returns how many events were acknowledged.
        long send() {
            long sent = 0;
            for (Lane lane : List.of(Lane.FIN, Lane.OPS)) {
                Optional<Batch> batch = cut(lane);
                while (batch.isPresent()) {
                    sent += apply(batch.get());
                    batch = cut(lane);
                }
            }
            return sent;
        }

        private Optional<Batch> cut(Lane lane) {
            var rows = store.rows(lane, next.getOrDefault(lane, 1L), Credit.DEFAULT.events(),
                    BatchCodec.MAX_PLAIN_BYTES / 2);
            return rows.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Batch(
                            new BatchHeader(machine.ids().next(), rows.getFirst().journal(),
                                    rows.getFirst().row().seq(), rows.size(), rows.getFirst().prev(),
                                    rows.getLast().hash(), "bench"),
                            BatchCodec.encode(rows.stream().map(row -> row.row()).toList())));
        }

        private long apply(Batch batch) {
            Downlink answer = ingest.apply(store.store(), batch.header, batch.payload);
            if (!(answer instanceof Downlink.Ack)) {
                throw new IllegalStateException("a batch of " + store.store() + " was answered by " + answer);
            }
            next.put(batch.header.journal().lane(), batch.header.to() + 1);
            return batch.header.count();
        }
    }

    private record Batch(BatchHeader header, byte[] payload) {}
}
