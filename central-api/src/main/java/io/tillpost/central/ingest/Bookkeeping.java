package io.tillpost.central.ingest;

import io.tillpost.central.ledger.EntryLine;
import io.tillpost.central.ledger.EntryRequest;
import io.tillpost.central.ledger.PostedCharge;
import io.tillpost.central.ledger.PostingRules;
import io.tillpost.central.payment.PaymentBook;
import io.tillpost.central.shift.KeptZ;
import io.tillpost.central.store.CardContracts;
import io.tillpost.central.store.Store;
import io.tillpost.central.voucher.Excess;
import io.tillpost.central.voucher.VoucherMove;
import io.tillpost.protocol.card.CardFacts;
import io.tillpost.protocol.event.Envelope;
import io.tillpost.protocol.event.Event;
import io.tillpost.protocol.event.EventCodec;
import io.tillpost.protocol.event.IncidentCleared;
import io.tillpost.protocol.event.IncidentRaised;
import io.tillpost.protocol.event.Mode;
import io.tillpost.protocol.event.Place;
import io.tillpost.protocol.event.RefundCompleted;
import io.tillpost.protocol.event.SaleCompleted;
import io.tillpost.protocol.event.ZReported;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Decides for each event of a batch, in order, what it causes: entries and payment states, or quarantine for itself
/// and for what follows of its sale. Works on what was loaded before and stores nothing. One batch, one thread.
final class Bookkeeping {
    private static final int MAX_YEAR = 9999;

    private final Store store;
    private final JournalState journal;
    private final CardContracts contracts;
    private final PaymentBook payments;
    private final PostingRules rules;
    private final Map<UUID, PostedCharge> charges;
    private final Set<UUID> heldSales;
    private final Map<UUID, UUID> completed;
    private final Map<UUID, UUID> completions = new HashMap<>();
    private final Map<Long, String> condemned;

    private final List<EntryRequest> entries = new ArrayList<>();
    private final List<KeptZ> zReports = new ArrayList<>();
    private final List<Quarantined> quarantined = new ArrayList<>();
    private final List<Event> incidents = new ArrayList<>();
    private final List<VoucherMove> voucherMoves = new ArrayList<>();
    private final Map<UUID, Envelope> voucherEvents = new HashMap<>();
    private final Set<String> unknownMerchants = new HashSet<>();
    private final Set<ZoneId> otherZones = new HashSet<>();

    /// @param charges the charge entries of the attempts in the batch
    /// @param heldSales sales with an event in quarantine
    /// @param completed sales and refunds that are completed, with the event that did it
    /// @param condemned rows by seq that the database has refused, and why
    Bookkeeping(Store store, JournalState journal, CardContracts contracts, PaymentBook payments,
            Map<UUID, PostedCharge> charges, Set<UUID> heldSales, Map<UUID, UUID> completed,
            Map<Long, String> condemned) {
        this.store = store;
        this.journal = journal;
        this.contracts = contracts;
        this.payments = payments;
        this.charges = new HashMap<>(charges);
        this.heldSales = new HashSet<>(heldSales);
        this.completed = new HashMap<>(completed);
        this.condemned = Map.copyOf(condemned);
        this.rules = new PostingRules(contracts, attempt -> Optional.ofNullable(this.charges.get(attempt)));
    }

    void take(Reading reading) {
        String condemnation = condemned.get(reading.row().row().seq());
        if (condemnation != null) {
            setAside(reading, Quarantined.Reason.NOT_POSTABLE, condemnation);
            return;
        }
        switch (reading) {
            case Reading.Unreadable unreadable ->
                setAside(reading, Quarantined.Reason.UNREADABLE, unreadable.why());
            case Reading.Known readable -> take(readable);
        }
    }

    private void take(Reading.Known reading) {
        Place expected = new Place(store.tenant(), store.legalEntity(), store.store(),
                reading.envelope().place().till(), journal.agent());
        if (!reading.envelope().place().equals(expected)) {
            setAside(reading, Quarantined.Reason.FOREIGN,
                    "it names " + reading.envelope().place() + ", expected " + expected);
        } else if (EventCodec.laneOf(reading.event()) != journal.key().lane()) {
            setAside(reading, Quarantined.Reason.WRONG_LANE,
                    EventCodec.typeOf(reading.event()) + " in lane " + journal.key().lane().wireName());
        } else if (reading.sale() != null && heldSales.contains(reading.sale())) {
            setAside(reading, Quarantined.Reason.HELD,
                    "an earlier event of sale " + reading.sale() + " is in quarantine");
        } else if (reading.envelope().mode() == Mode.LIVE) {
            noteZone(reading);
            complete(reading);
        }
    }

    private void complete(Reading.Known reading) {
        UUID subject = completedBy(reading.event());
        UUID first = subject == null ? null : completed.get(subject);
        if (first != null) {
            setAside(reading, Quarantined.Reason.COMPLETED_TWICE,
                    EventCodec.typeOf(reading.event()) + " of " + subject + ", which event " + first
                            + " completed");
        } else if (post(reading) && subject != null) {
            completed.put(subject, reading.row().row().eventId());
            completions.put(subject, reading.row().row().eventId());
        }
    }

    /// The sale or refund that an event completes, if it completes one.
    static @Nullable UUID completedBy(Event event) {
        return switch (event) {
            case SaleCompleted sale -> sale.sale().value();
            case RefundCompleted refund -> refund.refund().value();
            default -> null;
        };
    }

    private boolean post(Reading.Known reading) {
        UUID eventId = reading.row().row().eventId();
        try {
            Keepable.check(reading.event(), store.currency());
            List<EntryRequest> caused = payments.retold(reading.event())
                    .map(told -> rules.entries(eventId, reading.envelope(), told))
                    .orElse(List.of());
            checkCurrency(caused);
            KeptZ z = reading.event() instanceof ZReported report
                    ? KeptZ.of(eventId, reading.envelope(), report)
                    : null;
            List<VoucherMove> moves = VoucherMove.of(eventId, reading.envelope(), reading.event());
            payments.apply(eventId, reading.envelope(), reading.event());
            if (z != null) {
                zReports.add(z);
            }
            caused.forEach(entry -> entry.lines()
                    .stream()
                    .filter(line -> line.payment() != null)
                    .forEach(line -> charges.put(line.payment(),
                            new PostedCharge(entry.id(), entry.lines()))));
            entries.addAll(caused);
            noteMerchant(reading);
            noteVouchers(moves, reading);
            if (reading.event() instanceof IncidentRaised || reading.event() instanceof IncidentCleared) {
                incidents.add(reading.event());
            }
            return true;
        } catch (RuntimeException e) {
            // Whatever a rule cannot digest must not stop the journal: it waits for a person instead.
            setAside(reading, Quarantined.Reason.NOT_POSTABLE, String.valueOf(e.getMessage()));
            return false;
        }
    }

    /// A day adds up the store's currency alone: what is in another one would count nowhere. What was posted in another one,
    /// before anybody looked, is undone or confirmed in that one.
    private void checkCurrency(List<EntryRequest> caused) {
        for (EntryRequest entry : caused) {
            for (EntryLine line : entry.lines()) {
                if (!line.amount().currency().equals(store.currency()) && !goesOn(entry)) {
                    throw new IllegalArgumentException("it would post " + line.amount()
                            + ", expected the store's currency " + store.currency());
                }
            }
        }
    }

    private boolean goesOn(EntryRequest entry) {
        return entry.reversalOf() != null || entry.lines()
                .stream()
                .anyMatch(line -> line.payment() != null && charges.containsKey(line.payment()));
    }

    /// Zones of other names that have the same time on that day do as well.
    private void noteZone(Reading.Known reading) {
        ZoneId zone = reading.envelope().moment().zone();
        LocalDate day = day(reading);
        if (!zone.equals(store.zone()) && day != null) {
            LocalDateTime noon = day.atTime(LocalTime.NOON);
            if (!zone.getRules().getOffset(noon).equals(store.zone().getRules().getOffset(noon))) {
                otherZones.add(zone);
            }
        }
    }

    private void noteMerchant(Reading.Known reading) {
        CardFacts facts = PaymentBook.factsOf(reading.event());
        if (facts != null && contracts.acquirer(facts.merchantId(), reading.businessDate()).isEmpty()) {
            unknownMerchants.add(facts.merchantId());
        }
    }

    private void noteVouchers(List<VoucherMove> moves, Reading.Known reading) {
        for (VoucherMove move : moves) {
            if (move.amount().currency().equals(store.currency())) {
                voucherMoves.add(move);
                voucherEvents.put(move.event(), reading.envelope());
            }
        }
    }

    private void setAside(Reading reading, Quarantined.Reason reason, String detail) {
        quarantined.add(new Quarantined(reading.row(), reading.sale(), day(reading), reason, detail,
                false));
        if (reading.sale() != null) {
            heldSales.add(reading.sale());
        }
    }

    /// A row whose event id is taken by another body.
    void mismatch(Reading reading) {
        quarantined.add(new Quarantined(reading.row(), null, day(reading),
                Quarantined.Reason.BODY_MISMATCH,
                "event " + reading.row().row().eventId() + " is known with another body", true));
    }

    /// The day that waits for it. One that nobody means is none: PostgreSQL's end long before Java's.
    private static @Nullable LocalDate day(Reading reading) {
        LocalDate day = reading.businessDate();
        return day == null || day.getYear() < 1 || day.getYear() > MAX_YEAR ? null : day;
    }

    List<EntryRequest> entries() {
        return entries;
    }

    /// What the events did to vouchers, in their order.
    List<VoucherMove> voucherMoves() {
        return voucherMoves;
    }

    /// The entries for what these events had more of vouchers go than they had.
    List<EntryRequest> overRedeemed(List<Excess> excesses) {
        Map<UUID, List<PostingRules.Excess>> byEvent = new LinkedHashMap<>();
        for (Excess excess : excesses) {
            byEvent.computeIfAbsent(excess.event(), _ -> new ArrayList<>())
                    .add(new PostingRules.Excess(excess.rate(), excess.amount(), excess.tax()));
        }
        return byEvent.entrySet().stream()
                .flatMap(one -> PostingRules.overRedeemed(one.getKey(),
                        Objects.requireNonNull(voucherEvents.get(one.getKey()), "envelope"), one.getValue())
                        .stream())
                .toList();
    }

    PaymentBook payments() {
        return payments;
    }

    /// What this batch completes, and by which event.
    Map<UUID, UUID> completions() {
        return completions;
    }

    /// The Z reports that came in.
    List<KeptZ> zReports() {
        return zReports;
    }

    /// What the box wants people to see, and what is over, in its order.
    List<Event> incidents() {
        return incidents;
    }

    List<Quarantined> quarantined() {
        return quarantined;
    }

    /// Merchant ids that no contract names on their day.
    Set<String> unknownMerchants() {
        return unknownMerchants;
    }

    /// Time zones that are not the store's, of its boxes.
    Set<ZoneId> otherZones() {
        return otherZones;
    }
}
