package io.tillpost.edge;

import io.tillpost.edge.config.AgentConfig;
import io.tillpost.edge.device.Devices;
import io.tillpost.edge.journal.Origin;
import io.tillpost.edge.journal.sqlite.SqliteJournal;
import io.tillpost.edge.payment.CardPayments;
import io.tillpost.edge.receipt.Receipts;
import io.tillpost.edge.sale.Sales;
import io.tillpost.edge.shift.Shifts;
import io.tillpost.edge.till.BlindCount;
import io.tillpost.edge.till.Selling;
import io.tillpost.edge.till.http.TraceContext;
import io.tillpost.protocol.event.EventCodec;
import io.tillpost.protocol.event.Mode;
import io.tillpost.protocol.journal.Lane;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One set of the rooms that sell, on a journal and with numbers of its own: once for what counts, once for training.
///
/// @param folder where the journal is
record SellingRooms(AgentConfig config, Machine machine, Mode mode, Path folder, SqliteJournal journal,
        Shifts shifts) implements AutoCloseable {
    static final String SOFTWARE_VERSION = Optional
            .ofNullable(SellingRooms.class.getPackage().getImplementationVersion())
            .orElse("0.1.0");
    private static final String TRAINING = "training";
    /// See [io.tillpost.protocol.event.Names].
    private static final int LONGEST_NAME = 32;

    /// Opens the journal of that mode.
    static SellingRooms open(AgentConfig config, Machine machine, Mode mode) {
        var place = config.place();
        Path folder = switch (mode) {
            case LIVE -> config.dataFolder();
            case TRAINING -> config.dataFolder().resolve(TRAINING);
        };
        var journal = SqliteJournal.open(folder, new Origin(place.tenant(), place.legalEntity(),
                place.store(), place.agent(), config.zone(), SOFTWARE_VERSION, mode), machine.clock(),
                machine.ids(), machine.nanoTicker());
        try {
            return new SellingRooms(config, machine, mode, folder, journal,
                    shifts(config, machine, mode, journal));
        } catch (RuntimeException e) {
            journal.close();
            throw e;
        }
    }

    private static Shifts shifts(AgentConfig config, Machine machine, Mode mode, SqliteJournal journal) {
        var shifts = new Shifts(byTill(config, AgentConfig.Till::drawer), config.currency(), config.zone(),
                mode, machine.clock(), machine.ids());
        journal.inEveryUnit(shifts.observer());
        for (Lane lane : Lane.values()) {
            journal.archive()
                    .events(lane, journal.outbox().head(lane).lastSeq(), 1)
                    .forEach(last -> shifts.writtenEarlier(EventCodec.envelope(last.row()).moment()));
        }
        return shifts;
    }

    /// The rooms, on these devices.
    ///
    /// @param printers till -> its printer
    Selling on(Devices devices, Map<String, String> printers) {
        var sales = new Sales(shifts, new Sales.Rules(series(), config.pricesIncludeTax(), config.taxRule(),
                config.currency()), machine.clock(), machine.ids());
        // Receipts show card facts, and card payments bring receipts about.
        var printing = new AtomicReference<@Nullable Receipts>();
        var payments = new CardPayments(journal, devices, sales, machine.clock(), machine.ids(),
                sale -> Optional.ofNullable(printing.get()).ifPresent(receipts -> receipts.print(sale)));
        var receipts = new Receipts(journal, sales, shifts, payments, devices, printers,
                config.receipt().header(), config.zone(), () -> TraceContext.fresh(machine.random()));
        printing.set(receipts);
        payments.resume();
        devices.watch(payments::firstContact);
        return new Selling(journal, shifts, sales, payments, receipts, new PrinterDrawers(devices, printers),
                new BlindCount(config.staff().blindCount()), byTill(config, AgentConfig.Till::terminal));
    }

    /// What each till has of something, for tills that have it.
    static Map<String, String> byTill(AgentConfig config, Function<AgentConfig.Till, @Nullable String> what) {
        var found = new HashMap<String, String>();
        for (AgentConfig.Till till : config.tills()) {
            String value = what.apply(till);
            if (value != null) {
                found.put(till.name(), value);
            }
        }
        return found;
    }

    private String series() {
        return switch (mode) {
            case LIVE -> config.receipt().series();
            case TRAINING -> trainingSeries(config.receipt().series());
        };
    }

    /// As much of the series as a name has room for.
    static String trainingSeries(String series) {
        String whole = TRAINING + "-" + series;
        return whole.substring(0, Math.min(whole.length(), LONGEST_NAME)).replaceAll("-+$", "");
    }

    @Override
    public void close() {
        journal.close();
    }
}
