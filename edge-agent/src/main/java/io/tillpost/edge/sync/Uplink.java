package io.tillpost.edge.sync;

import io.tillpost.edge.journal.Journal;
import io.tillpost.edge.journal.JournalClosedException;
import io.tillpost.edge.journal.Outbox;
import io.tillpost.edge.journal.Stamp;
import io.tillpost.protocol.failpoint.Failpoints;
import io.tillpost.protocol.journal.IdSource;
import io.tillpost.protocol.sync.Downlink;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Keeps the journal on its way to head office for as long as it is open. Selling never waits for it.
public final class Uplink implements AutoCloseable {
    private static final Logger LOG = System.getLogger(Uplink.class.getName());
    /// More answers than this at once are dropped like a lost datagram; what they said is asked for again.
    private static final int INBOX_MAX = 1_000;

    private final Wire wire;
    private final Outbox outbox;
    private final StatusBoard board;
    private final BlockingQueue<Runnable> inbox = new LinkedBlockingQueue<>();
    private final AtomicBoolean told = new AtomicBoolean();
    private final Conversation conversation;
    private final Thread thread;
    private volatile boolean open = true;

    private Uplink(Identity me, Journal journal, Outbox outbox, Supplier<Stamp> stamp, Wire wire,
            Timings timings,
            Clock clock,
            LongSupplier monotonicNanos, IdSource ids, RandomGenerator random, HeadSigner signer,
            Failpoints failpoints) {
        this.wire = wire;
        this.outbox = outbox;
        this.board = new StatusBoard(clock);
        this.conversation = new Conversation(me, outbox, new Incidents(journal, stamp), wire, new Inbox(),
                timings,
                clock, monotonicNanos, ids, random, board, signer, failpoints);
        this.thread = Thread.ofPlatform().name("sync").unstarted(this::loop);
    }

    /// Starts to connect, and to connect again whenever the line is gone.
    ///
    /// @param stamp who and when for the events of the agent itself, i.e. incidents
    /// @param wire closed together with this uplink
    /// @param signer for the heads of batches
    /// @param failpoints [Failpoints#NONE] but in a test of faults
    public static Uplink start(Identity me, Journal journal, Outbox outbox, Supplier<Stamp> stamp, Wire wire,
            Timings timings, Clock clock, LongSupplier monotonicNanos, IdSource ids, RandomGenerator random,
            HeadSigner signer, Failpoints failpoints) {
        var uplink = new Uplink(me, journal, outbox, stamp, wire, timings, clock, monotonicNanos, ids,
                random, signer, failpoints);
        outbox.onAppend(uplink::appended);
        uplink.thread.start();
        return uplink;
    }

    /// How it is doing. Waits for the journal's reader.
    public SyncStatus status() {
        return board.read(outbox);
    }

    /// Runs `listener` whenever the connection comes or goes or head office took something, on the sync thread: it must be
    /// quick.
    public void onChange(Runnable listener) {
        board.onChange(listener);
    }

    /// Says goodbye to head office. What is not sent stays in the journal.
    @Override
    public void close() {
        open = false;
        inbox.add(() -> LOG.log(Level.DEBUG, "closing"));
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        wire.close();
    }

    private void appended() {
        if (open && told.compareAndSet(false, true)) {
            inbox.add(() -> {
                told.set(false);
                conversation.appended();
            });
        }
    }

    private void loop() {
        Duration idle = Duration.ZERO;
        while (open) {
            try {
                Runnable message = inbox.poll(idle.toNanos(), TimeUnit.NANOSECONDS);
                idle = handle(message);
            } catch (InterruptedException e) {
                // Only close() ends this thread, and it does not interrupt.
                LOG.log(Level.DEBUG, "interrupted", e);
            }
        }
    }

    private Duration handle(@Nullable Runnable message) {
        try {
            if (message != null) {
                message.run();
            }
            return conversation.step();
        } catch (JournalClosedException e) {
            open = false;
            board.failed("nothing is sent any more: " + e.getMessage());
            wire.disconnect();
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "sync begins a new connection after a failure", e);
            conversation.failed(String.valueOf(e.getMessage()));
        }
        return Duration.ZERO;
    }

    /// Brings what the wire says to the conversation's thread.
    private final class Inbox implements Wire.Listener {
        @Override
        public void connected(UUID nonce) {
            inbox.add(() -> conversation.connected(nonce));
        }

        @Override
        public void disconnected(UUID nonce, Wire.Cause cause, String detail) {
            inbox.add(() -> conversation.disconnected(nonce, cause, detail));
        }

        @Override
        public void received(UUID nonce, Downlink message) {
            if (inbox.size() < INBOX_MAX) {
                inbox.add(() -> conversation.received(nonce, message));
            }
        }
    }
}
