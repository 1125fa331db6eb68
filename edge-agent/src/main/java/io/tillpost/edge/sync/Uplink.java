package io.tillpost.edge.sync;

import io.tillpost.edge.journal.JournalClosedException;
import io.tillpost.edge.journal.Outbox;
import io.tillpost.protocol.failpoint.Failpoints;
import io.tillpost.protocol.journal.IdSource;
import io.tillpost.protocol.journal.Lane;
import io.tillpost.protocol.sync.CommandMessage;
import io.tillpost.protocol.sync.CommandReport;
import io.tillpost.protocol.sync.Downlink;
import io.tillpost.protocol.sync.Downlink.SetAside;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// Keeps the journal on its way to head office for as long as it is open. Selling never waits for it.
public final class Uplink implements AutoCloseable {
    private static final Logger LOG = System.getLogger(Uplink.class.getName());
    /// More answers than this at once are dropped like a lost datagram; what they said is asked for again.
    private static final int INBOX_MAX = 1_000;

    private static final int ANSWER_S = 10;

    private final Wire wire;
    private final Outbox outbox;
    private final StatusBoard board;
    private final BlockingQueue<Runnable> inbox = new LinkedBlockingQueue<>();
    private final AtomicBoolean told = new AtomicBoolean();
    private final ExecutorService away = Executors
            .newSingleThreadExecutor(Thread.ofPlatform().name("sync-reunion").daemon().factory());
    private final Conversation conversation;
    private final Thread thread;
    private volatile boolean open = true;

    private Uplink(Speaker speaker, Story story, Pace pace, IdSource ids, Downstream downstream,
            Failpoints failpoints) {
        this.wire = speaker.wire();
        this.outbox = story.outbox();
        this.board = new StatusBoard(pace.clock());
        this.conversation = new Conversation(speaker, new Inbox(), story, pace, ids, board,
                new Elsewhere(away, inbox::add), downstream, failpoints);
        this.thread = Thread.ofPlatform().name("sync").unstarted(this::loop);
    }

    /// Starts to connect, and to connect again whenever the line is gone.
    ///
    /// @param speaker its wire is closed together with this uplink
    /// @param downstream hears of commands and configuration
    /// @param failpoints [Failpoints#NONE] but in a test of faults
    public static Uplink start(Speaker speaker, Story story, Pace pace, IdSource ids, Downstream downstream,
            Failpoints failpoints) {
        var uplink = new Uplink(speaker, story, pace, ids, downstream, failpoints);
        uplink.outbox.onAppend(uplink::appended);
        uplink.thread.start();
        return uplink;
    }

    /// A person says that this box is the right one: lanes that head office has fenced, or that stopped because its
    /// history is another one, learn what head office has and go on in a new journal. Returns those that were stopped;
    /// what comes of it shows in the status. Throws [IllegalStateException] if sync does not answer.
    ///
    /// @param reason in the person's words, kept in an incident
    public Set<Lane> takeOver(Set<Lane> lanes, String reason) {
        var answer = new CompletableFuture<Set<Lane>>();
        inbox.add(() -> answer.complete(conversation.takeOver(lanes, reason)));
        try {
            return answer.get(ANSWER_S, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("sync does not answer; ask again for what came of it", e);
        }
    }

    /// How it is doing. Waits for the journal's reader.
    public SyncStatus status() {
        return board.read(outbox);
    }

    /// What head office last said that it has set aside of this store: the first of it.
    public List<SetAside> setAside() {
        return conversation.setAside();
    }

    /// Runs `listener` whenever the connection comes or goes or head office took something, on the sync thread: it must be
    /// quick.
    public void onChange(Runnable listener) {
        board.onChange(listener);
    }

    /// Sends a report on a command, if there is a connection; it is lost otherwise.
    public void send(CommandReport report) {
        if (open) {
            wire.send(report);
        }
    }

    /// Greets head office once more, for whoever wants to be welcomed.
    public void greet() {
        if (open) {
            inbox.add(conversation::greet);
        }
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
        away.shutdownNow();
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
        } catch (RuntimeException | Error e) {
            // Also where memory was short for a moment: this thread has to outlive it.
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

        @Override
        public void received(UUID nonce, CommandMessage message) {
            if (inbox.size() < INBOX_MAX) {
                inbox.add(() -> conversation.received(nonce, message));
            }
        }

        @Override
        public void unreadable(UUID nonce, String detail) {
            if (inbox.size() < INBOX_MAX) {
                inbox.add(() -> conversation.unreadable(nonce, detail));
            }
        }

        @Override
        public void configuration(UUID nonce, String signed) {
            if (inbox.size() < INBOX_MAX) {
                inbox.add(() -> conversation.configuration(nonce, signed));
            }
        }
    }
}
