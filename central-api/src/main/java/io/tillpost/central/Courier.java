package io.tillpost.central;

import io.tillpost.central.command.CommandDesk;
import io.tillpost.central.configuration.ConfigurationDesk;
import io.tillpost.central.database.DatabaseException;
import io.tillpost.central.database.Transaction;
import io.tillpost.central.enrolment.NoAuthorityException;
import io.tillpost.central.ingest.Downward;
import io.tillpost.central.ingest.mqtt.MqttIngest;
import io.tillpost.protocol.seal.SealBrokenException;
import io.tillpost.protocol.sync.CommandReport;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Brings commands and configuration to the stores: what a request has just committed, what an agent that greets has to
/// hear, and what is due once more. Every node has one; whichever comes first sends. Safe for use by all threads.
final class Courier implements Downward, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Courier.class.getName());
    private static final long ROUND_MS = 1_000;
    /// After a request has said that there will be something: until its COMMIT is seen.
    private static final long QUICK_ROUND_MS = 40;
    private static final int QUICK_ROUNDS = 25;

    private final CommandDesk commands;
    private final ConfigurationDesk configurations;
    private final Semaphore news = new Semaphore(0);
    private final Thread rounds = Thread.ofVirtual().name("courier").unstarted(this::run);
    private volatile @Nullable MqttIngest line;
    private volatile boolean closed;

    Courier(CommandDesk commands, ConfigurationDesk configurations) {
        this.commands = commands;
        this.configurations = configurations;
    }

    /// Begins to make its rounds.
    void start(MqttIngest connection) {
        line = connection;
        rounds.start();
    }

    /// There may be something to send after the next COMMIT.
    void soon() {
        news.release();
    }

    @Override
    public long expectedConfigVersion(Transaction transaction, String tenant, String store, String agent,
            long reported) {
        return configurations.expected(transaction, tenant, store, agent, reported);
    }

    @Override
    public int pendingCommands(Transaction transaction, String tenant, String agent) {
        return commands.pending(transaction, tenant, agent);
    }

    @Override
    public void welcomed(String store, String agent, long configVersion) {
        MqttIngest connection = line;
        if (connection == null) {
            return;
        }
        commands.afterWelcome(store, agent)
                .forEach(sending -> connection.send(sending.store(), sending.message()));
        try {
            configurations.afterWelcome(store, configVersion)
                    .ifPresent(publication -> connection.keepPointer(publication.store(),
                            publication.pointer()));
        } catch (NoAuthorityException | SealBrokenException e) {
            LOG.log(System.Logger.Level.WARNING, "store " + store + " is not pointed to its configuration: "
                    + e.getMessage());
        }
    }

    @Override
    public void reported(String store, CommandReport report) {
        MqttIngest connection = line;
        commands.reported(store, report).ifPresent(taken -> {
            if (connection != null) {
                connection.send(store, taken);
            }
        });
    }

    private void run() {
        try {
            while (!closed) {
                boolean quick = news.tryAcquire(ROUND_MS, TimeUnit.MILLISECONDS);
                news.drainPermits();
                for (int i = 0; i < (quick ? QUICK_ROUNDS : 1) && !round(); i++) {
                    if (quick) {
                        Thread.sleep(QUICK_ROUND_MS);
                    }
                }
            }
        } catch (InterruptedException e) {
            LOG.log(System.Logger.Level.DEBUG, "no more rounds are made", e);
        }
    }

    /// Sends what is due. Returns whether there was anything.
    private boolean round() {
        MqttIngest connection = line;
        if (connection == null || !connection.connected()) {
            return false;
        }
        try {
            var sendings = commands.due();
            sendings.forEach(sending -> connection.send(sending.store(), sending.message()));
            var publications = configurations.due();
            publications.forEach(
                    publication -> connection.keepPointer(publication.store(), publication.pointer()));
            return !sendings.isEmpty() || !publications.isEmpty();
        } catch (DatabaseException | NoAuthorityException | SealBrokenException e) {
            LOG.log(System.Logger.Level.WARNING, "a round of commands and configuration is made again: "
                    + e.getMessage());
        } catch (RuntimeException | Error e) {
            // Also where memory was short for a moment: nobody else sends what is due.
            LOG.log(System.Logger.Level.ERROR, "a round of commands and configuration failed", e);
        }
        return false;
    }

    @Override
    public void close() {
        closed = true;
        rounds.interrupt();
    }
}
