package io.tillpost.central.ingest;

import io.tillpost.central.database.Database;
import io.tillpost.central.database.DatabaseException;
import io.tillpost.central.database.Transaction;
import io.tillpost.central.incident.Incidents;
import io.tillpost.central.ledger.Books;
import io.tillpost.central.ledger.Ledger;
import io.tillpost.central.payment.Payment;
import io.tillpost.central.payment.PaymentBook;
import io.tillpost.central.payment.PaymentWatch;
import io.tillpost.central.payment.Payments;
import io.tillpost.central.shift.ZReports;
import io.tillpost.central.store.Store;
import io.tillpost.central.store.Stores;
import io.tillpost.central.voucher.Excess;
import io.tillpost.central.voucher.VoucherWatch;
import io.tillpost.central.voucher.Vouchers;
import io.tillpost.protocol.card.CardFacts;
import io.tillpost.protocol.event.Event;
import io.tillpost.protocol.event.IncidentCleared;
import io.tillpost.protocol.event.IncidentRaised;
import io.tillpost.protocol.failpoint.Failpoints;
import io.tillpost.protocol.journal.Hash;
import io.tillpost.protocol.sync.BatchHeader;
import io.tillpost.protocol.sync.Credit;
import io.tillpost.protocol.sync.Downlink;
import io.tillpost.protocol.sync.Downlink.Ack;
import io.tillpost.protocol.sync.Downlink.Nack;
import io.tillpost.protocol.sync.HeadSignature;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Takes batches. Everything that a batch causes is committed in one transaction before its answer is returned, so an
/// answer that gets lost costs a resend and nothing else. Safe for use by all threads and by several nodes: the lock on
/// the journal's row lets one batch of a journal in at a time.
public final class Ingest {
    private static final System.Logger LOG = System.getLogger(Ingest.class.getName());

    private final Database database;
    private final Rooms rooms;
    private final StoreTenants tenants;
    private final Clock clock;
    private final @Nullable Heads heads;
    private final Failpoints failpoints;

    /// The rooms that a batch is handed to.
    ///
    /// @param watch told of payments that somebody has to look at
    /// @param voucherWatch told of vouchers likewise
    public record Rooms(Stores stores, Journals journals, Payments payments, PaymentWatch watch,
            Vouchers vouchers, VoucherWatch voucherWatch, ZReports zReports, Ledger ledger, Books books,
            Incidents incidents, Completions completions) {
        /// Loads, in a few statements, all that these events need to know.
        ///
        /// @param heldSales of their sales those with an earlier event that is set aside
        /// @param condemned rows by seq that the database has refused, and why
        Bookkeeping opened(Transaction transaction, Store store, JournalState journal,
                List<Reading> readings, Set<UUID> heldSales, Map<Long, String> condemned) {
            var merchants = new HashSet<String>();
            var attempts = new HashSet<UUID>();
            var salesPaidBack = new HashSet<UUID>();
            var completing = new HashSet<UUID>();
            for (Reading reading : readings) {
                if (reading instanceof Reading.Known readable) {
                    CardFacts facts = PaymentBook.factsOf(readable.event());
                    addIfPresent(merchants, facts == null ? null : facts.merchantId());
                    addIfPresent(attempts, PaymentBook.attemptOf(readable.event()));
                    addIfPresent(salesPaidBack, PaymentBook.saleOf(readable.event()));
                    addIfPresent(completing, Bookkeeping.completedBy(readable.event()));
                }
            }
            String tenant = store.tenant();
            var contracts = stores.contracts(transaction, tenant, merchants);
            var paid = payments.opened(transaction, tenant, contracts, attempts, salesPaidBack);
            return new Bookkeeping(store, journal, contracts, paid,
                    books.charges(transaction, tenant, attempts), heldSales,
                    completions.of(transaction, tenant, completing), condemned);
        }

        private static <T> void addIfPresent(Set<T> set, @Nullable T value) {
            if (value != null) {
                set.add(value);
            }
        }

        /// Writes down what was decided, in the order in which everybody locks: what is shared by most comes last. To be called
        /// once in a transaction, and after all that locks less.
        void book(Transaction transaction, Store store, JournalState journal, Bookkeeping decided) {
            String tenant = store.tenant();
            payments.save(transaction, tenant, decided.payments());
            List<Excess> excesses = vouchers.take(transaction, tenant, decided.voucherMoves());
            // Before accounts are locked: whoever reconciles locks the store first and accounts after it.
            var toLookAt = decided.payments().toLookAt();
            watch.changed(transaction, tenant, toLookAt, books.inSuspense(transaction, tenant,
                    toLookAt.stream().map(Payment::attempt).collect(Collectors.toSet()),
                    decided.entries()));
            voucherWatch.exceeded(transaction, tenant, excesses);
            zReports.save(transaction, tenant, decided.zReports());
            completions.keep(transaction, tenant, decided.completions());
            report(transaction, store, decided.unknownMerchants());
            reportZones(transaction, store, journal, decided.otherZones());
            tell(transaction, store, journal, decided.incidents());
            // Last, for all stores post to the same accounts and wait for each other from here to COMMIT.
            ledger.post(transaction, Stream
                    .concat(decided.entries().stream(), decided.overRedeemed(excesses).stream()).toList());
        }

        private void report(Transaction transaction, Store store, Set<String> unknownMerchants) {
            for (String merchant : unknownMerchants) {
                incidents.raise(transaction, store.tenant(), store.store(), "merchant-unknown",
                        store.store() + ": " + merchant,
                        "a card was charged for merchant id '" + merchant
                                + "', which no card contract names on that day");
            }
        }

        private void reportZones(Transaction transaction, Store store, JournalState journal,
                Set<ZoneId> zones) {
            for (ZoneId zone : zones) {
                incidents.raise(transaction, store.tenant(), store.store(), "zone-differs", journal.agent(),
                        "box '" + journal.agent() + "' reckons with the time zone " + zone
                                + ", the store's is " + store.zone()
                                + ": sales around midnight may be on the wrong business date");
            }
        }

        /// What a box tells of itself is an incident here, too.
        private void tell(Transaction transaction, Store store, JournalState journal, List<Event> told) {
            for (Event one : told) {
                if (one instanceof IncidentRaised(var kind, var subject, var evidence)) {
                    incidents.raise(transaction, store.tenant(), store.store(), kind,
                            journal.agent() + ": " + subject, evidence);
                } else if (one instanceof IncidentCleared(var kind, var subject)) {
                    incidents.clear(transaction, store.tenant(), kind, journal.agent() + ": " + subject);
                }
            }
        }
    }

    /// Takes batches whether their heads are signed or not.
    public Ingest(Database database, Rooms rooms, Clock clock) {
        this(database, rooms, clock, null, Failpoints.NONE);
    }

    /// @param failpoints hears of `ingest.before-commit` and, before the answer is returned, of `ingest.after-commit`
    public Ingest(Database database, Rooms rooms, Clock clock, @Nullable Heads heads,
            Failpoints failpoints) {
        this.failpoints = failpoints;
        this.database = database;
        this.rooms = rooms;
        this.tenants = new StoreTenants(database, rooms.stores());
        this.clock = clock;
        this.heads = heads;
    }

    /// Takes a batch that came on this store's topic, unsigned. Throws [DatabaseException] as the other one.
    public Downlink apply(String store, BatchHeader header, byte[] payload) {
        return apply(store, header, payload, Optional.empty());
    }

    /// Takes a batch that came on this store's topic. Throws [DatabaseException] when the database is not there; the
    /// agent asks again then.
    public Downlink apply(String store, BatchHeader header, byte[] payload,
            Optional<HeadSignature> signature) {
        Downlink answer = tenants.within(store, () -> applyWithin(store, header, payload, signature));
        failpoints.reached("ingest.after-commit");
        return answer;
    }

    /// Something came on this store's topic that does not say what it is. Throws [DatabaseException].
    ///
    /// @param topic where
    /// @param why what is wrong with it
    public void unreadable(String store, String topic, String why) {
        tenants.within(store, () -> database.inTransaction(transaction -> {
            Optional<Store> known = rooms.stores().named(transaction, store);
            known.ifPresent(one -> rooms.incidents().raise(transaction, one.tenant(), one.store(),
                    "message-unreadable", topic, why));
            return known.isPresent();
        }));
    }

    private Downlink applyWithin(String store, BatchHeader header, byte[] payload,
            Optional<HeadSignature> signature) {
        Instant receivedAt = clock.instant();
        Heads.Claim claim = heads == null
                ? new Heads.Claim.None()
                : heads.claim(store, HeadSignature.Said.batch(header), signature);
        return new Taking(new Batch(store, new BatchRows(header, payload), receivedAt, claim)).all();
    }

    /// A batch as it came, and who signed it.
    private record Batch(String store, BatchRows rows, Instant receivedAt, Heads.Claim claim) {
        BatchHeader header() {
            return rows.header();
        }
    }

    /// Takes a batch as a set. Where a row cannot be stored as it is, halves of it are tried as sets, so that this one is
    /// found among n with some log n of them and set aside alone. Each set that is taken is committed by itself: accounts
    /// that others post to, too, are locked for one set at a time, and what is taken is not taken again.
    private final class Taking {
        private final Batch batch;
        private final Map<Long, String> condemned = new HashMap<>();

        Taking(Batch batch) {
            this.batch = batch;
        }

        Downlink all() {
            return taken(batch.header().from(), batch.header().to());
        }

        /// Rows up to `last`, of which those before `first` are taken.
        private Downlink taken(long first, long last) {
            try {
                return attempt(last);
            } catch (DatabaseException | IllegalArgumentException | IllegalStateException
                    | ArithmeticException e) {
                if (e instanceof DatabaseException failed && !failed.refusesTheData()) {
                    throw e;
                }
                if (first == batch.header().from() && last == batch.header().to()) {
                    LOG.log(System.Logger.Level.WARNING, "rows " + first + " to " + last + " of batch "
                            + batch.header().batchId() + " of store " + batch.store()
                            + " are refused as a set and taken in parts", e);
                }
                return inParts(first, last, e);
            }
        }

        /// Rows that are refused as a set.
        private Downlink inParts(long first, long last, RuntimeException because) {
            if (first == last) {
                condemned.put(last, String.valueOf(because.getMessage()));
                return attempt(last);
            }
            long middle = (first + last) >>> 1;
            int before = condemned.size();
            Downlink half = taken(first, middle);
            if (!(half instanceof Ack)) {
                return half;
            }
            // With all of the first half taken, it is the other one that is refused: no need to ask again.
            boolean known = condemned.size() == before && middle + 1 < last;
            return known ? inParts(middle + 1, last, because) : taken(middle + 1, last);
        }

        private Downlink attempt(long last) {
            return database
                    .inTransaction(transaction -> new Attempt(transaction, batch, last, condemned).apply());
        }
    }

    /// One try to take the rows of a batch up to `lastSeq`.
    private final class Attempt {
        private final Transaction transaction;
        private final String storeName;
        private final BatchHeader header;
        private final BatchRows batchRows;
        private final Instant receivedAt;
        private final long lastSeq;
        private final Heads.Claim claim;
        private final Map<Long, String> condemned;

        Attempt(Transaction transaction, Batch batch, long lastSeq, Map<Long, String> condemned) {
            this.transaction = transaction;
            this.storeName = batch.store();
            this.header = batch.header();
            this.batchRows = batch.rows();
            this.receivedAt = batch.receivedAt();
            this.claim = batch.claim();
            this.lastSeq = lastSeq;
            this.condemned = condemned;
        }

        Downlink apply() {
            Optional<Store> known = rooms.stores().named(transaction, storeName);
            if (known.isEmpty()) {
                return nack(1, Nack.Reason.FOREIGN, "no store '" + storeName + "' is known");
            }
            Store store = known.get();
            UUID journalId = header.journal().journalId();
            Optional<JournalState> welcomed = journals().locked(transaction, store.tenant(), journalId);
            if (welcomed.isEmpty() || welcomed.get().fenced()) {
                return nack(1, Nack.Reason.NOT_WELCOMED, "journal " + journalId + " is not welcome");
            }
            JournalState journal = welcomed.get();
            if (!journal.store().equals(store.store()) || !store.agents().contains(journal.agent())) {
                return foreign(store, journal);
            }
            Optional<String> unproven = heads == null
                    ? Optional.empty()
                    : heads.objection(transaction, store.tenant(), journal, claim);
            if (unproven.isPresent()) {
                return unproven(store, journal, unproven.get());
            }
            var check = new BatchCheck(journal, Credit.DEFAULT.events(),
                    seq -> journals().hashAt(transaction, store.tenant(), journalId, seq));
            return switch (check.judge(batchRows)) {
                case BatchCheck.Verdict.Refused(var reason, var detail) ->
                    refused(store, journal, reason, detail);
                case BatchCheck.Verdict.Known() -> ack(journal.headSeq(), journal.headHash());
                case BatchCheck.Verdict.Fresh(var rows) -> take(store, journal, rows);
            };
        }

        private Journals journals() {
            return rooms.journals();
        }

        private Downlink foreign(Store store, JournalState journal) {
            String detail = journal.store().equals(store.store())
                    ? "agent '" + journal.agent() + "' is not among the agents of store '" + store.store()
                            + "' any more; put it back there, if it should be"
                    : "journal " + journal.key().journalId() + " belongs to agent '" + journal.agent()
                            + "' of store '" + journal.store() + "'";
            rooms.incidents().raise(transaction, store.tenant(), store.store(), "batch-foreign",
                    journal.key().journalId().toString(), detail);
            return nack(1, Nack.Reason.FOREIGN, detail);
        }

        private Downlink unproven(Store store, JournalState journal, String why) {
            rooms.incidents().raise(transaction, store.tenant(), store.store(), "batch-signature-wrong",
                    journal.key().journalId().toString(), why);
            return nack(journal.headSeq() + 1, Nack.Reason.UNPROVEN, why);
        }

        private Downlink refused(Store store, JournalState journal, Nack.Reason reason, String detail) {
            // A gap is a fault of the line and heals; everything else somebody has to look at.
            if (reason != Nack.Reason.GAP) {
                rooms.incidents().raise(transaction, store.tenant(), store.store(),
                        reason == Nack.Reason.CHAIN_BROKEN ? "chain-broken" : "batch-malformed",
                        journal.key().journalId().toString(), detail);
            }
            return nack(journal.headSeq() + 1, reason, detail);
        }

        private Downlink take(Store store, JournalState journal, List<ChainedRow> all) {
            List<ChainedRow> rows = all.stream().filter(row -> row.row().seq() <= lastSeq).toList();
            if (rows.isEmpty()) {
                return ack(journal.headSeq(), journal.headHash());
            }
            String tenant = store.tenant();
            Map<UUID, Hash> before = journals().keep(transaction, tenant, journal, rows, receivedAt,
                    clock.instant());
            Bookkeeping books = booked(store, journal, rows, before);
            setAside(store, journal, books);
            ChainedRow last = rows.getLast();
            journals().advance(transaction, tenant, journal.key().journalId(), last);
            if (heads != null && lastSeq == header.to()) {
                heads.keep(transaction, tenant, header, claim);
            }
            // Last: until here nothing is locked but what is this journal's, and the payments that it tells of.
            rooms.book(transaction, store, journal, books);
            failpoints.reached("ingest.before-commit");
            return ack(last.row().seq(), last.hash());
        }

        private Bookkeeping booked(Store store, JournalState journal, List<ChainedRow> rows,
                Map<UUID, Hash> before) {
            List<Reading> fresh = new ArrayList<>();
            List<Reading> mismatched = new ArrayList<>();
            var seen = new HashMap<>(before);
            for (ChainedRow row : rows) {
                Hash known = seen.putIfAbsent(row.row().eventId(), row.digest());
                if (known == null) {
                    fresh.add(batchRows.reading(row));
                } else if (!known.equals(row.digest())) {
                    mismatched.add(batchRows.reading(row));
                }
            }
            Bookkeeping books = rooms.opened(transaction, store, journal, fresh, heldSales(store, fresh),
                    condemned);
            fresh.forEach(books::take);
            mismatched.forEach(books::mismatch);
            return books;
        }

        private Set<UUID> heldSales(Store store, List<Reading> readings) {
            var sales = new HashSet<UUID>();
            readings.forEach(reading -> Rooms.addIfPresent(sales, reading.sale()));
            return journals().heldSales(transaction, store.tenant(), store.store(), sales);
        }

        private void setAside(Store store, JournalState journal, Bookkeeping books) {
            journals().quarantine(transaction, store.tenant(), journal, books.quarantined(), receivedAt);
            for (Quarantined row : books.quarantined()) {
                rooms.incidents().raise(transaction, store.tenant(), store.store(), "event-quarantined",
                        row.row().row().eventId().toString(), row.reason() + ": " + row.detail());
            }
        }

        private Ack ack(long seq, Hash hash) {
            return new Ack(header.batchId(), header.journal(), seq, hash);
        }

        private Nack nack(long expectedSeq, Nack.Reason reason, String detail) {
            return new Nack(header.batchId(), header.journal(), expectedSeq, reason, detail);
        }
    }
}
