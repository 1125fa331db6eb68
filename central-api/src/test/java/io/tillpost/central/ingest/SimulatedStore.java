package io.tillpost.central.ingest;

import io.tillpost.protocol.card.CardFacts;
import io.tillpost.protocol.card.EntryMode;
import io.tillpost.protocol.event.Actor;
import io.tillpost.protocol.event.AttemptId;
import io.tillpost.protocol.event.AttemptKind;
import io.tillpost.protocol.event.CashMoved;
import io.tillpost.protocol.event.Envelope;
import io.tillpost.protocol.event.Event;
import io.tillpost.protocol.event.EventCodec;
import io.tillpost.protocol.event.Mode;
import io.tillpost.protocol.event.Moment;
import io.tillpost.protocol.event.PaymentAttemptStarted;
import io.tillpost.protocol.event.PaymentOutcome;
import io.tillpost.protocol.event.PaymentResolved;
import io.tillpost.protocol.event.Place;
import io.tillpost.protocol.event.SaleCompleted;
import io.tillpost.protocol.event.SaleId;
import io.tillpost.protocol.event.SaleStarted;
import io.tillpost.protocol.event.ShiftId;
import io.tillpost.protocol.event.TaxTotal;
import io.tillpost.protocol.event.Tender;
import io.tillpost.protocol.journal.Hash;
import io.tillpost.protocol.journal.HashChain;
import io.tillpost.protocol.journal.IdSource;
import io.tillpost.protocol.journal.JournalKey;
import io.tillpost.protocol.journal.JournalRow;
import io.tillpost.protocol.journal.Lane;
import io.tillpost.protocol.journal.Parent;
import io.tillpost.protocol.money.Money;
import io.tillpost.protocol.money.TaxRate;
import io.tillpost.protocol.sync.BatchCodec;
import io.tillpost.protocol.sync.BatchHeader;
import io.tillpost.protocol.sync.Hello;
import io.tillpost.protocol.sync.LaneHead;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// An agent's journal in memory, with a till that sells.
public final class SimulatedStore {
    public static final LocalDate DAY = LocalDate.parse("2026-11-23");
    public static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
    public static final String MERCHANT = "M4711";
    private static final TaxRate FULL = new TaxRate(1900);

    public final Place place;
    public final JournalKey key;
    private final @Nullable Parent parent;
    private final IdSource ids;
    private final List<JournalRow> rows = new ArrayList<>();
    private final List<Hash> hashes = new ArrayList<>();
    private int receipt;

    /// A first journal.
    public SimulatedStore(Place place, Lane lane, long seed) {
        this(place, lane, 1, null, seed);
    }

    /// A journal that replaces another one.
    public SimulatedStore(Place place, Lane lane, long epoch, @Nullable Parent parent, long seed) {
        this.place = place;
        this.parent = parent;
        var random = new Random(seed);
        this.ids = IdSource.uuidV7(Clock.systemUTC(), random);
        this.key = new JournalKey(lane, ids.next(), epoch);
        hashes.add(HashChain.genesis(place.tenant(), place.store(), key, parent));
    }

    public UUID id() {
        return ids.next();
    }

    public long last() {
        return rows.size();
    }

    public Hash hash(long seq) {
        return hashes.get((int) seq);
    }

    public JournalRow row(long seq) {
        return rows.get((int) seq - 1);
    }

    public Parent asParent(long seq) {
        return new Parent(key.journalId(), seq, hash(seq));
    }

    public UUID append(Event event) {
        return append(place, Mode.LIVE, event);
    }

    public UUID append(Place where, Mode mode, Event event) {
        return append(envelope(where, mode), event);
    }

    public UUID append(Envelope envelope, Event event) {
        UUID id = ids.next();
        append(EventCodec.encode(last() + 1, id, envelope, event));
        return id;
    }

    /// Appends a row as it is; its seq must follow.
    public void append(JournalRow row) {
        hashes.add(HashChain.next(hash(last()), key, row));
        rows.add(row);
    }

    /// Forgets everything after `seq`, as a restored image would.
    public void forgetAfter(long seq) {
        while (last() > seq) {
            rows.removeLast();
            hashes.removeLast();
        }
    }

    public static Envelope envelope(Place place, Mode mode) {
        return envelope(place, mode, ZoneId.of("Europe/Berlin"));
    }

    /// Of a box that reckons with another time zone.
    static Envelope envelope(Place place, ZoneId zone) {
        return envelope(place, Mode.LIVE, zone);
    }

    private static Envelope envelope(Place place, Mode mode, ZoneId zone) {
        return envelope(place, mode, zone, new ShiftId(new UUID(2, 2)));
    }

    /// In another shift than usual.
    static Envelope envelope(Place place, ShiftId shift) {
        return envelope(place, Mode.LIVE, ZoneId.of("Europe/Berlin"), shift);
    }

    private static Envelope envelope(Place place, Mode mode, ZoneId zone, ShiftId shift) {
        return new Envelope(place, Actor.cashier("kim"), null, mode,
                new Moment(NOON, zone, 0, -1, 0, new UUID(1, 1)), DAY, shift, "test",
                "00-00000000000000000000000000000001-0000000000000001-01");
    }

    public SaleId cashSale(long gross) {
        var sale = new SaleId(ids.next());
        append(new SaleStarted(sale));
        append(CashMoved.tender("drawer-1", eur(gross), sale));
        append(completed(sale, gross, new Tender.Cash(eur(gross), eur(gross), eur(0))));
        return sale;
    }

    public AttemptId cardSale(long gross) {
        var sale = new SaleId(ids.next());
        var attempt = new AttemptId(ids.next());
        append(new SaleStarted(sale));
        append(PaymentAttemptStarted.charge(attempt, sale, "terminal-1", eur(gross), receipt, receipt));
        CardFacts facts = facts(gross);
        append(new PaymentOutcome(attempt, sale, "terminal-1", new PaymentOutcome.Outcome.Approved(facts),
                AttemptKind.CHARGE));
        append(new PaymentResolved(attempt, sale, "terminal-1", PaymentResolved.From.APPROVED,
                new PaymentResolved.Resolution.Charged(facts), PaymentResolved.Evidence.COMPLETION,
                AttemptKind.CHARGE));
        append(completed(sale, gross, new Tender.Card(eur(gross), attempt)));
        return attempt;
    }

    public CardFacts facts(long gross) {
        receipt++;
        return new CardFacts("T1", MERCHANT, 5, "girocard", 0, EntryMode.CHIP, null, receipt, receipt, "AUTH",
                null, 1, true, eur(gross), eur(0));
    }

    public SaleCompleted completed(SaleId sale, long gross, Tender... tenders) {
        Money tax = FULL.taxInGross(eur(gross));
        Money net = eur(gross).minus(tax);
        return new SaleCompleted(sale, "r1", last() + 1, NOON, DAY, true, "de-1", List.of(),
                List.of(new TaxTotal(FULL, eur(gross), net, tax,
                        List.of(new TaxTotal.ClassNet("food", net)))),
                eur(gross), eur(0), eur(0), List.of(tenders), null);
    }

    public static Money eur(long minor) {
        return Money.of(minor, "EUR");
    }

    public BatchHeader header(long from, long to) {
        return new BatchHeader(ids.next(), key, from, (int) (to - from + 1), hash(from - 1), hash(to), "tp");
    }

    public byte[] payload(long from, long to) {
        return BatchCodec.encode(rows.subList((int) from - 1, (int) to));
    }

    public Hello hello(long ackedSeq) {
        return hello(ids.next(), ackedSeq);
    }

    public Hello hello(UUID nonce, long ackedSeq) {
        return new Hello(place.agent(), new UUID(1, 1), nonce, "test", 0, NOON, List.of(head(ackedSeq)));
    }

    public LaneHead head(long ackedSeq) {
        return new LaneHead(key, parent, Math.min(1, last()), last(), hash(last()), ackedSeq, hash(ackedSeq));
    }
}
