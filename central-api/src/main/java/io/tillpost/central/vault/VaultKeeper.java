package io.tillpost.central.vault;

import io.tillpost.central.database.Database;
import io.tillpost.central.database.Tenancy;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Looks after a node's vault: takes over new keys, and seals what older versions have left in clear, a few rows at a
/// time. One thread of its own.
public final class VaultKeeper implements AutoCloseable {
    private static final Logger LOG = System.getLogger(VaultKeeper.class.getName());
    /// Some milliseconds of one connection.
    static final int ROWS = 200;
    /// Between two of these, ingest has the disk.
    private static final Duration BREATH = Duration.ofMillis(50);

    private final Database database;
    private final DatabaseVault vault;
    private final List<InClear> leftovers;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread;

    private VaultKeeper(Database database, DatabaseVault vault, List<InClear> leftovers) {
        this.database = database;
        this.vault = vault;
        this.leftovers = List.copyOf(leftovers);
        this.thread = Thread.ofVirtual().name("vault-keeper").unstarted(this::loop);
    }

    /// Starts to look after `vault`.
    public static VaultKeeper start(Database database, DatabaseVault vault, List<InClear> leftovers) {
        var keeper = new VaultKeeper(database, vault, leftovers);
        keeper.thread.start();
        return keeper;
    }

    private void loop() {
        Duration rest = Duration.ZERO;
        while (rested(rest)) {
            rest = DatabaseVault.LOOK;
            try {
                vault.look();
                if (sealSome(database, leftovers) > 0) {
                    rest = BREATH;
                }
            } catch (RuntimeException | Error e) {
                // Also where memory was short for a moment: nobody else looks after the keys.
                LOG.log(Level.WARNING, "keys at rest: " + e.getMessage());
            }
        }
    }

    /// One transaction of sealing; 0 when nothing is left.
    static int sealSome(Database database, List<InClear> leftovers) {
        return Tenancy.everyone(() -> database.inTransaction(transaction -> {
            for (InClear leftover : leftovers) {
                int sealed = leftover.sealSome(transaction, ROWS);
                if (sealed > 0) {
                    return sealed;
                }
            }
            return 0;
        }));
    }

    /// Whether to go on.
    private boolean rested(Duration duration) {
        try {
            return !stop.await(duration.toMillis(), TimeUnit.MILLISECONDS);
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
