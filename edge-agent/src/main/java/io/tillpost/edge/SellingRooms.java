package io.tillpost.edge;

import io.tillpost.edge.cart.Carts;
import io.tillpost.edge.cart.Scanned;
import io.tillpost.edge.catalog.Article;
import io.tillpost.edge.catalog.Catalog;
import io.tillpost.edge.catalog.Scan;
import io.tillpost.edge.catalog.Unit;
import io.tillpost.edge.config.AgentConfig;
import io.tillpost.edge.device.Devices;
import io.tillpost.edge.journal.Journal;
import io.tillpost.edge.journal.JournalClosedException;
import io.tillpost.edge.journal.JournalDamagedException;
import io.tillpost.edge.journal.Origin;
import io.tillpost.edge.journal.Stamp;
import io.tillpost.edge.journal.View;
import io.tillpost.edge.journal.disk.Ballast;
import io.tillpost.edge.journal.disk.DiskLimits;
import io.tillpost.edge.journal.sqlite.Safeguards;
import io.tillpost.edge.journal.sqlite.SqliteJournal;
import io.tillpost.edge.payment.Attempt;
import io.tillpost.edge.payment.CardPayments;
import io.tillpost.edge.rebuild.Rebuild;
import io.tillpost.edge.receipt.Receipts;
import io.tillpost.edge.sale.Pricing;
import io.tillpost.edge.sale.Refunds;
import io.tillpost.edge.sale.Sales;
import io.tillpost.edge.shift.BusinessDates;
import io.tillpost.edge.shift.Shifts;
import io.tillpost.edge.till.BlindCount;
import io.tillpost.edge.till.KeptAnswers;
import io.tillpost.edge.till.Live;
import io.tillpost.edge.till.LiveJournal;
import io.tillpost.edge.till.Selling;
import io.tillpost.edge.till.Shop;
import io.tillpost.edge.till.Topic;
import io.tillpost.protocol.event.AttemptId;
import io.tillpost.protocol.event.EventCodec;
import io.tillpost.protocol.event.Mode;
import io.tillpost.protocol.event.Moment;
import io.tillpost.protocol.event.UnreadableEventException;
import io.tillpost.protocol.failpoint.Failpoints;
import io.tillpost.protocol.journal.JournalRow;
import io.tillpost.protocol.journal.Lane;
import io.tillpost.protocol.trace.TraceParent;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One set of the rooms that sell, on a journal and with numbers of its own: once for what counts, once for training.
///
/// @param folder where the journal is
/// @param live what the tills' screens are told
record SellingRooms(AgentConfig config, Machine machine, Mode mode, Path folder, SqliteJournal journal,
        Shifts shifts, Live live) implements AutoCloseable {
    static final String SOFTWARE_VERSION = Optional
            .ofNullable(SellingRooms.class.getPackage().getImplementationVersion())
            .orElse("0.1.0");
    private static final Logger LOG = System.getLogger(SellingRooms.class.getName());
    private static final String TRAINING = "training";
    /// See [io.tillpost.protocol.event.Names].
    private static final int LONGEST_NAME = 32;

    /// Where the training journal is.
    static Path trainingFolder(AgentConfig config) {
        return config.dataFolder().resolve(TRAINING);
    }

    /// Opens the journal of that mode.
    static SellingRooms open(AgentConfig config, Machine machine, Mode mode) {
        Path folder = switch (mode) {
            case LIVE -> config.dataFolder();
            case TRAINING -> trainingFolder(config);
        };
        var journal = mode == Mode.TRAINING
                ? trainingJournal(config, machine, folder)
                : journal(config, machine, mode, folder);
        try {
            var rooms = new SellingRooms(config, machine, mode, folder, journal,
                    shifts(config, machine, mode, journal), new Live());
            if (mode == Mode.TRAINING) {
                journal.recovery().ifPresent(recovery -> recovery.dismiss(rooms::startOver));
            }
            return rooms;
        } catch (RuntimeException e) {
            journal.close();
            throw e;
        }
    }

    /// The training journal is worth no standstill. After a way back to the program of before one that this program cannot
    /// read is begun anew; on a full disk it gets the room that is kept for what is open, as the live one does.
    private static SqliteJournal trainingJournal(AgentConfig config, Machine machine, Path folder) {
        try {
            return journal(config, machine, Mode.TRAINING, folder);
        } catch (JournalClosedException e) {
            if (!Ballast.in(config.dataFolder()).giveUp()) {
                throw e;
            }
            LOG.log(Level.WARNING, "the ballast is given up for the training journal: {0}", e.getMessage());
            return journal(config, machine, Mode.TRAINING, folder);
        } catch (JournalDamagedException e) {
            if (!e.isNewer()) {
                throw e;
            }
            try {
                Path aside = SqliteJournal.setAside(folder, "newer", machine.clock());
                LOG.log(Level.WARNING, "training begins anew, what was there lies in {0}: {1}", aside,
                        e.getMessage());
            } catch (IOException failure) {
                throw new JournalClosedException(folder + " cannot be set aside: " + failure, failure);
            }
            return journal(config, machine, Mode.TRAINING, folder);
        }
    }

    private static SqliteJournal journal(AgentConfig config, Machine machine, Mode mode, Path folder) {
        return SqliteJournal.open(folder, origin(config, mode), machine.clock(), machine.ids(),
                machine.nanoTicker(), new StoreMaster(config, machine)::forData, machine.secure(),
                safeguards(config, machine, mode));
    }

    /// Whose journal of that mode it is.
    static Origin origin(AgentConfig config, Mode mode) {
        var place = config.place();
        return new Origin(place.tenant(), place.legalEntity(), place.store(), place.agent(), config.zone(),
                SOFTWARE_VERSION, mode);
    }

    /// Training is worth neither a mirror nor room on the disk.
    private static Safeguards safeguards(AgentConfig config, Machine machine, Mode mode) {
        var settings = config.journal();
        return switch (mode) {
            case LIVE -> Safeguards.full(settings.mirrorFolder())
                    .with(diskLimits(config))
                    .keeping(settings.retentionDays(), settings.retentionBytes())
                    .with(machine.failpoints());
            case TRAINING -> Safeguards.mending();
        };
    }

    /// When the journal's disk has too little room.
    static DiskLimits diskLimits(AgentConfig config) {
        var disk = config.journal().disk();
        return new DiskLimits(disk.warnFreeBytes(), disk.warnFreePercent(), disk.refuseFreeBytes());
    }

    /// Training is not what a test of faults is after.
    private static Failpoints failpoints(Machine machine, Mode mode) {
        return mode == Mode.LIVE ? machine.failpoints() : Failpoints.NONE;
    }

    private static Shifts shifts(AgentConfig config, Machine machine, Mode mode, SqliteJournal journal) {
        var shifts = new Shifts(byTill(config, AgentConfig.Till::drawer), config.currency(), config.zone(),
                mode, new BusinessDates(config.staff().businessDaysAhead(), journal::headOfficeNow,
                        Built.at()),
                machine.clock(), machine.ids());
        journal.inEveryUnit(shifts.observer());
        journal.forksStampedBy(unit -> shifts.systemStamp(unit, config.tills().getFirst().name(),
                TraceParent.fresh(machine.random())));
        for (Lane lane : Lane.values()) {
            journal.archive()
                    .events(lane, journal.outbox().head(lane).lastSeq(), 1)
                    .forEach(last -> written(last.row()).ifPresent(shifts::writtenEarlier));
        }
        return shifts;
    }

    /// When and by which clocks; empty for what a newer agent wrote.
    private static Optional<Moment> written(JournalRow row) {
        try {
            return Optional.of(EventCodec.envelope(row).moment());
        } catch (UnreadableEventException e) {
            LOG.log(Level.WARNING, "the newest event is of a newer agent: {0}", e.getMessage());
            return Optional.empty();
        }
    }

    /// This box has learned what it had forgotten: attempts without an end are looked after, and screens read again.
    void learned(Selling selling) {
        if (journal.succession().ignorant().stream().anyMatch(one -> one.journal().lane() == Lane.FIN)) {
            selling.payments().takeOver();
        } else {
            selling.payments().told();
        }
        live.changedEverywhere(Set.of(Topic.values()));
    }

    /// The rooms, on these devices.
    ///
    /// @param printers till -> its printer
    /// @param catalog what carts look codes up in
    Selling on(Devices devices, Map<String, String> printers, Catalog catalog) {
        var rules = rules();
        var sales = new Sales(shifts, rules, machine.clock(), machine.ids());
        var refunds = new Refunds(sales, shifts, rules, machine.clock(), machine.ids());
        var carts = new Carts(shifts, sales, code -> catalog.find(code).map(SellingRooms::inCart),
                new Pricing(config.pricesIncludeTax(), config.currency()), machine.clock(), machine.ids());
        // Receipts show card facts, and card payments bring receipts about.
        var printing = new AtomicReference<@Nullable Receipts>();
        var payments = new CardPayments(watched(), devices, sales, refunds, machine.clock(), machine.ids(),
                new AttemptNews(live, printing), failpoints(machine, mode));
        payments.watchBatches(this::ofTerminal);
        var receipts = new Receipts(watched(), sales, refunds, shifts, payments, devices, printers, look(),
                () -> TraceParent.fresh(machine.random()));
        printing.set(receipts);
        return new Selling(watched(), shifts, new Shop(sales, carts, refunds, config.currency()), payments,
                receipts, catalog,
                new PrinterDrawers(devices, printers),
                new BlindCount(config.staff().blindCount()), byTill(config, AgentConfig.Till::terminal), live,
                byTill(config, AgentConfig.Till::name).keySet(), new KeptAnswers(watched()));
    }

    /// The envelope of what a terminal does of its own: at the first till that uses it.
    private Stamp ofTerminal(View view, String terminal) {
        String till = config.tills()
                .stream()
                .filter(one -> terminal.equals(one.terminal()))
                .findFirst()
                .orElse(config.tills().getFirst())
                .name();
        return shifts.systemStamp(view, till, TraceParent.fresh(machine.random()));
    }

    /// Has the rooms take up what the last run left open, e.g. ask terminals what became of a payment. Once, after they were told
    /// of what a recovery found: a sale that was completed in the time that the journal forgot must not be completed again.
    static void takeUp(Selling selling, Devices devices, boolean recovered) {
        selling.payments().resume();
        devices.watch(selling.payments()::firstContact);
        if (recovered) {
            selling.payments().takeOver();
        }
    }

    private Sales.Rules rules() {
        return new Sales.Rules(series(), config.pricesIncludeTax(), config.taxRule(), config.currency(),
                config.cashRoundingMinor());
    }

    /// Has the rooms' records follow what the journal is told of a time that it has forgotten.
    void rebuilt() {
        Rebuild rebuild = rebuild();
        journal.rebuildWith(rebuild);
        journal.forgettingWith(rebuild);
    }

    /// Takes away all records that follow from events.
    void startOver() {
        var _ = journal.commit(unit -> {
            rebuild().startOver(unit);
            return true;
        });
    }

    private Rebuild rebuild() {
        return new Rebuild(shifts, rules(),
                config.terminals().stream().map(AgentConfig.Terminal::name).toList());
    }

    private static Scanned inCart(Scan scan) {
        Article article = scan.article();
        return new Scanned(
                new io.tillpost.edge.cart.Article(article.sku(), article.description(), article.unitPrice(),
                        article.taxRate(), article.salesClass(), article.unit() == Unit.KG,
                        article.openPrice()),
                scan.thousandths(), scan.price());
    }

    /// The same rooms with another configuration.
    SellingRooms with(AgentConfig other) {
        return new SellingRooms(other, machine, mode, folder, journal, shifts, live);
    }

    /// The journal, whose commits the screens are told of.
    Journal watched() {
        return new LiveJournal(journal, live);
    }

    private Receipts.Look look() {
        return look(config.receipt());
    }

    /// How receipts of these rooms look with these words.
    Receipts.Look look(AgentConfig.Receipt receipt) {
        return new Receipts.Look(receipt.header(), receipt.footer(), receipt.language(), config.zone(), mode);
    }

    /// Money that a card moved may have completed a sale or refund, and screens show how it gets on.
    private record AttemptNews(Live live, AtomicReference<@Nullable Receipts> receipts)
            implements
                CardPayments.Listener {
        @Override
        public void moved(Attempt attempt) {
            Receipts printing = receipts.get();
            if (printing == null) {
                return;
            }
            printing.printMerchantCopy(attempt.attempt());
            if (attempt.refund() == null) {
                printing.print(attempt.sale());
            } else {
                printing.print(attempt.refund());
            }
        }

        @Override
        public void changed(AttemptId attempt) {
            live.changedEverywhere(Set.of(Topic.ATTEMPT));
        }
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
