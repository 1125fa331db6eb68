package io.tillpost.edge.sync;

import io.tillpost.protocol.sync.BatchHeader;
import io.tillpost.protocol.sync.Downlink;
import io.tillpost.protocol.sync.HeadSignature;
import io.tillpost.protocol.sync.Hello;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A line that loses, repeats, delays, reorders and damages, between one conversation and a [TinyCentral]. Two boxes of one
/// name take each other's session, as at a broker.
final class SimulatedLine implements Wire, Wire.Listener {
    private final Random random;
    private final VirtualTime time;
    private final TinyCentral central;
    private final PriorityQueue<Delivery> due = new PriorityQueue<>(
            Comparator.comparingLong(Delivery::atNanos).thenComparingLong(Delivery::order));
    private boolean bad;
    private @Nullable UUID connected;
    private Supplier<Conversation> agent = () -> {
        throw new IllegalStateException("no agent yet");
    };
    private int agentLife;
    private int attempts;
    private long order;
    private long lost;
    private long connections;
    private final Trace trace;
    private @Nullable SimulatedLine namesake;

    SimulatedLine(Random random, VirtualTime time, TinyCentral central, boolean bad) {
        this(random, time, central, bad, new Trace());
    }

    SimulatedLine(Random random, VirtualTime time, TinyCentral central, boolean bad, Trace trace) {
        this.trace = trace;
        this.random = random;
        this.time = time;
        this.central = central;
        this.bad = bad;
    }

    void bind(Supplier<Conversation> conversation) {
        agent = conversation;
    }

    /// The agent was killed: nothing in flight to it arrives, what it sent may.
    void forgetAgent() {
        agentLife++;
        connected = null;
    }

    void heal() {
        bad = false;
    }

    /// The line of another box under the same name; absent: there is none any more.
    void sharesItsNameWith(@Nullable SimulatedLine other) {
        namesake = other;
    }

    boolean isShared() {
        return namesake != null;
    }

    private void takenOver() {
        UUID gone = connected;
        connected = null;
        if (gone != null) {
            toAgent(delay(), () -> disconnected(gone, Cause.TAKEN_OVER, "session taken over"));
        }
    }

    /// The connection goes; the agent learns of it some time later.
    void cut() {
        UUID gone = connected;
        connected = null;
        if (gone != null) {
            toAgent(delay(), () -> disconnected(gone, Cause.LOST, "cut"));
        }
    }

    long nextNanos() {
        Delivery next = due.peek();
        return next == null ? Long.MAX_VALUE : next.atNanos;
    }

    void deliverDue() {
        while (nextNanos() <= time.nanos()) {
            due.remove().action.run();
        }
    }

    long lost() {
        return lost;
    }

    long connections() {
        return connections;
    }

    @Override
    public void connect(UUID nonce, Wire.Listener listener) {
        disconnect();
        if (happens(30)) {
            toAgent(delay(), () -> disconnected(nonce, Cause.LOST, "refused"));
        } else if (!happens(5)) { // else: never an answer
            connections++;
            toAgent(delay(), () -> {
                connected = nonce;
                if (namesake != null) {
                    namesake.takenOver();
                }
                connected(nonce);
            });
        }
    }

    @Override
    public void disconnect() {
        connected = null;
        attempts++;
    }

    @Override
    public void send(Hello hello, Optional<HeadSignature> signature) {
        note("hello " + hello.nonce());
        carry(() -> central.answer(hello, time.atHeadOffice()).ifPresent(this::answer));
    }

    @Override
    public void send(BatchHeader header, Optional<HeadSignature> signature, byte[] payload) {
        byte[] arriving = payload.clone();
        if (happens(3)) {
            arriving[random.nextInt(arriving.length)] ^= (byte) (1 << random.nextInt(8));
        }
        note("batch " + header.journal() + " " + header.from() + ".." + header.to() + " " + header.head());
        carry(() -> central.answer(header, arriving).ifPresent(this::answer));
    }

    @Override
    public void close() {
        disconnect();
    }

    @Override
    public void connected(UUID nonce) {
        agent.get().connected(nonce);
    }

    @Override
    public void disconnected(UUID nonce, Cause cause, String detail) {
        note("disconnected " + cause);
        agent.get().disconnected(nonce, cause, detail);
    }

    @Override
    public void received(UUID nonce, Downlink message) {
        note("received " + message);
        agent.get().received(nonce, message);
    }

    private void carry(Runnable toCentral) {
        if (connected == null) {
            lost++;
            return;
        }
        for (int copies = copies(); copies > 0; copies--) {
            schedule(delay(), toCentral);
        }
    }

    /// An answer reaches whatever connection there is under this name when it arrives, as over a broker.
    private void answer(Downlink message) {
        for (int copies = copies(); copies > 0; copies--) {
            schedule(delay(), () -> {
                if (connected != null) {
                    received(connected, message);
                } else if (namesake != null && namesake.connected != null) {
                    namesake.received(namesake.connected, message);
                } else {
                    lost++;
                }
            });
        }
    }

    private void note(String what) {
        trace.note(time.nanos(), what);
    }

    private void toAgent(Duration after, Runnable action) {
        int life = agentLife;
        int attempt = attempts;
        schedule(after, () -> {
            // Of a connection that was given up nothing more is heard.
            if (life == agentLife && attempt == attempts) {
                action.run();
            }
        });
    }

    private void schedule(Duration after, Runnable action) {
        due.add(new Delivery(time.nanos() + after.toNanos(), order++, action));
    }

    private int copies() {
        if (happens(15)) {
            lost++;
            return 0;
        }
        return happens(15) ? 2 : 1;
    }

    private Duration delay() {
        return Duration.ofMillis(happens(10) ? random.nextInt(20_000) : 5 + random.nextInt(60));
    }

    private boolean happens(int percent) {
        return bad && random.nextInt(100) < percent;
    }

    private record Delivery(long atNanos, long order, Runnable action) {}
}
