package io.tillpost.central.ingest;

import static io.tillpost.central.ingest.GoldenTill.eur;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.tillpost.central.reconciliation.DayResult;
import io.tillpost.central.reconciliation.Discrepancy;
import io.tillpost.central.reconciliation.Resolving;
import io.tillpost.central.statement.SettlementImport;
import io.tillpost.central.statement.UnreadableFileException;
import io.tillpost.central.store.Store;
import io.tillpost.protocol.event.TerminalBatchClosed;
import io.tillpost.protocol.sync.Downlink.Ack;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A store's day with card payments that a person attested, and what head office makes of it.
final class AttestedDay {
    private static final String HEAD = "record,payout_reference,payout_date,period_from,period_to,mid,tid,"
            + "terminal_batch,terminal_date,terminal_time,trace,receipt_number,authorization,card_name,"
            + "card_number,count,gross,fee_commission,fee_interchange,fee_scheme,net,currency,"
            + "acquirer_reference\n";

    final IngestWorld world;
    final GoldenTill till;
    private long sent;

    AttestedDay(IngestWorld world) {
        this.world = world;
        this.till = new GoldenTill(world.welcomed("s", 7));
    }

    /// The terminal's end of day.
    void batch(String total) {
        till.append(new TerminalBatchClosed("terminal-1", TerminalBatchClosed.State.CLOSED, "T1", 1,
                List.of(new TerminalBatchClosed.CardTotal("girocard", 1, eur(total))), ""));
    }

    /// The acquirer's file, with one line of terminal T1.
    void settle(String gross, int receipt) {
        settle("T1", gross, receipt);
    }

    void settle(String terminal, String gross, int receipt) {
        String payout = "NP-261123-0" + receipt;
        String amounts = gross + ",0.00,0.00,0.00," + gross + ",EUR,\n";
        byte[] file = (HEAD + "TX," + payout + ",2026-11-25,,,M4711," + terminal
                + ",,2026-11-23,12:00:00," + receipt + "," + receipt + ",,girocard,,," + amounts + "PAYOUT,"
                + payout + ",2026-11-25,2026-11-23,2026-11-23,M4711,,,,,,,,,,1," + amounts
                + "END,,,,,,,,,,,,,,,2,,,,,,,\n").getBytes(StandardCharsets.UTF_8);
        var settlements = new SettlementImport(world.settlements, world.stores, world.reconciliation,
                Clock.systemUTC());
        world.database.inTransaction(tx -> {
            try {
                return settlements.take(tx, world.tenant, "acquirer-a", file);
            } catch (UnreadableFileException e) {
                throw new IllegalArgumentException(e);
            }
        });
    }

    void send() {
        assertInstanceOf(Ack.class, world.send(till.store, sent + 1, till.store.last()));
        sent = till.store.last();
        assertEquals("", world.quarantine());
    }

    DayResult run() {
        return world.database.inTransaction(tx -> {
            Store store = world.stores.named(tx, till.store.place.store()).orElseThrow();
            world.reconciliation.day(tx, store, SimulatedStore.DAY);
            return world.days.read(tx, store, SimulatedStore.DAY);
        });
    }

    /// A person's word on the one discrepancy of this class.
    Resolving.Outcome resolve(String type, String reason, @Nullable UUID line) {
        return resolve(one(type).id(), reason, line);
    }

    Resolving.Outcome resolve(UUID discrepancy, String reason, @Nullable UUID line) {
        var resolving = new Resolving(world.discrepancies, world.matches, world.payments, world.settlements,
                world.reconciliation, Clock.systemUTC());
        return world.database.inTransaction(
                tx -> resolving.resolve(tx, world.tenant, discrepancy, "anna", reason, line)
                        .orElseThrow());
    }

    /// The one discrepancy of this class.
    Discrepancy one(String type) {
        var found = kept().stream().filter(one -> one.type().wireName().equals(type)).toList();
        assertEquals(1, found.size(), found.toString());
        return found.getFirst();
    }

    /// All discrepancies that are kept, whatever became of them.
    String all() {
        return kept().stream()
                .map(one -> one.type().wireName() + " " + one.state().wireName() + " " + one.expected() + " "
                        + one.actual())
                .sorted()
                .collect(Collectors.joining(", "));
    }

    private List<Discrepancy> kept() {
        return world.database
                .inTransaction(tx -> world.discrepancies.list(tx, world.tenant, null, null, null, 10));
    }
}
