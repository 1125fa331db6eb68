package io.tillpost.central.reconciliation;

import io.tillpost.central.database.Database;
import io.tillpost.central.database.Tenancy;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Finds the payouts that the bank does not show though their time is over: nothing arrives that would have them looked at.
/// Every node has one, with a thread of its own; whichever comes first notes them.
public final class PayoutWatch implements AutoCloseable {
    private static final Logger LOG = System.getLogger(PayoutWatch.class.getName());
    /// Time is counted in days.
    private static final Duration REST = Duration.ofHours(1);
    private static final LocalDate BEGINNING = LocalDate.of(1, 1, 1);

    private final Database database;
    private final MatchBook matches;
    private final Reconciliation reconciliation;
    private final Clock clock;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread;

    PayoutWatch(Database database, MatchBook matches, Reconciliation reconciliation, Clock clock) {
        this.database = database;
        this.matches = matches;
        this.reconciliation = reconciliation;
        this.clock = clock;
        this.thread = Thread.ofVirtual().name("payout-watch").unstarted(this::loop);
    }

    /// Starts to look for them.
    public static PayoutWatch start(Database database, MatchBook matches, Reconciliation reconciliation,
            Clock clock) {
        var watch = new PayoutWatch(database, matches, reconciliation, clock);
        watch.thread.start();
        return watch;
    }

    private void loop() {
        do {
            try {
                look();
            } catch (RuntimeException | Error e) {
                warn("which tenants have payouts that the bank does not show", e);
            }
        } while (rested());
    }

    /// Notes those of all tenants, a month of one tenant in each transaction. A tenant where that fails keeps no other one waiting.
    void look() {
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        var tenants = Tenancy.everyone(() -> database.inTransaction(
                transaction -> matches.withSilent(transaction, PayoutMatching.overdueFrom(today))));
        for (String tenant : tenants) {
            try {
                look(tenant);
            } catch (RuntimeException | Error e) {
                warn("payouts of tenant " + tenant + " that the bank does not show", e);
            }
        }
    }

    private void look(String tenant) {
        Optional<LocalDate> from = Optional.of(BEGINNING);
        while (from.isPresent() && stop.getCount() > 0) {
            LocalDate next = from.get();
            from = Tenancy.of(tenant, () -> database.inTransaction(
                    transaction -> reconciliation.overdue(transaction, tenant, next)));
        }
    }

    /// Also where memory was short for a moment: nobody else looks.
    private static void warn(String what, Throwable e) {
        LOG.log(Level.WARNING, what, e);
    }

    /// Whether to go on.
    private boolean rested() {
        try {
            return !stop.await(REST.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            return false;
        }
    }

    @Override
    public void close() {
        stop.countDown();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
