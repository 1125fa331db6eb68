package io.tillpost.edge.sync;

import io.tillpost.edge.journal.Outbox;
import io.tillpost.edge.journal.Shelf;
import io.tillpost.edge.journal.TwoClocks;
import io.tillpost.protocol.failpoint.Failpoints;
import io.tillpost.protocol.journal.IdSource;
import io.tillpost.protocol.journal.Lane;
import io.tillpost.protocol.sync.CommandMessage;
import io.tillpost.protocol.sync.Downlink;
import io.tillpost.protocol.sync.Downlink.LaneWelcome;
import io.tillpost.protocol.sync.Downlink.SetAside;
import io.tillpost.protocol.sync.Downlink.Welcome;
import io.tillpost.protocol.sync.HeadSignature;
import io.tillpost.protocol.sync.Hello;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The agent's side of the talk with head office: connect, greet, send, repeat, and understand the answers. A state
/// machine that is told what happened and stepped when time has passed; one thread uses it.
final class Conversation {
    private static final Logger LOG = System.getLogger(Conversation.class.getName());
    private static final Shelf<HeadOffice> HEAD_OFFICE = new Shelf<>("sync-head-office", HeadOffice.class);
    private static final String LAST = "last";
    private static final int PRUNES_PER_WELCOME = 20;
    private static final int UNANSWERED_HELLOS_MAX = 16;
    /// They take some eight minutes; a node of head office that starts, or is busy, answers before.
    private static final int SILENT_HELLOS = 12;
    /// Two boxes that take each other's connection do so every minute or two: who kept one for so long is alone.
    private static final Duration ALONE_AFTER = Duration.ofHours(1);

    private final Identity me;
    private final Outbox outbox;
    private final Incidents incidents;
    private final Wire wire;
    private final HeadSigner signer;
    private final Wire.Listener listener;
    private final Timings timings;
    private final Clock clock;
    private final LongSupplier monotonicNanos;
    private final IdSource ids;
    private final Backoff backoff;
    private final RoundTrip roundTrip;
    private final Map<Lane, LaneSender> senders = new EnumMap<>(Lane.class);
    private final StatusBoard board;
    private final ClockGap clockGap;
    private final SetAsides setAside;
    private final Downstream downstream;

    private LinkState state = LinkState.WAITING;
    private @Nullable UUID nonce;
    /// When to connect (WAITING), to give up (CONNECTING), to greet again (GREETING, TALKING).
    private long dueNanos;
    private long talkingSinceNanos;
    private boolean alone;
    private boolean greetAgain;
    private long lastHelloNanos;
    private int hellosUnanswered;
    /// Hellos of this connection that no welcome has answered, by their clock reading.
    private final Map<Instant, Long> sentHellos = new LinkedHashMap<>();

    /// @param listener who hands what the wire says back to this conversation, on its thread
    /// @param failpoints [Failpoints#NONE] but in a test of faults
    Conversation(Speaker speaker, Wire.Listener listener, Story story, Pace pace, IdSource ids,
            StatusBoard board, Elsewhere elsewhere, Downstream downstream, Failpoints failpoints) {
        this.me = speaker.me();
        this.wire = speaker.wire();
        this.signer = speaker.signer();
        this.listener = listener;
        this.outbox = story.outbox();
        this.incidents = story.incidents();
        this.timings = pace.timings();
        this.clock = pace.clock();
        this.monotonicNanos = pace.monotonicNanos();
        this.ids = ids;
        this.backoff = new Backoff(timings, pace.random());
        this.roundTrip = new RoundTrip(timings);
        this.board = board;
        this.clockGap = new ClockGap(incidents);
        this.setAside = new SetAsides(incidents);
        this.downstream = downstream;
        this.dueNanos = monotonicNanos.getAsLong();
        Reunion reunion = story.reunion();
        for (Lane lane : Lane.values()) {
            senders.put(lane, new LaneSender(lane, story, speaker, timings, ids,
                    new LaneReunion(lane, reunion, elsewhere, monotonicNanos), () -> greetAgain = true,
                    failpoints));
        }
        show();
    }

    /// What head office last said that it has set aside of this store. For any thread.
    List<SetAside> setAside() {
        return setAside.last();
    }

    /// New events may be in the journal.
    void appended() {
        senders.values().forEach(LaneSender::appended);
    }

    /// A person says that this box is the right one. Returns the lanes that were stopped and go on now.
    ///
    /// @param reason for the incident that is kept of it
    Set<Lane> takeOver(Set<Lane> lanes, String reason) {
        Set<Lane> taken = senders.values()
                .stream()
                .filter(sender -> lanes.contains(sender.lane()) && sender.takeOver(reason))
                .map(LaneSender::lane)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Lane.class)));
        show();
        return taken;
    }

    void connected(UUID which) {
        if (which.equals(nonce) && state == LinkState.CONNECTING) {
            become(LinkState.GREETING);
            sentHellos.clear();
            hellosUnanswered = 0;
            sayHello();
        }
    }

    void disconnected(UUID which, Wire.Cause cause, String detail) {
        if (!which.equals(nonce) || state == LinkState.WAITING) {
            return;
        }
        board.failed(detail);
        hangUp(cause == Wire.Cause.TAKEN_OVER ? timings.takenOverWait() : Duration.ZERO);
        if (cause == Wire.Cause.TAKEN_OVER) {
            incidents.raise("agent-cloned", me.agent(),
                    "another box connected under this agent's name: " + detail);
        }
    }

    /// Something went wrong here while a message was handled or a step made: begin a new connection.
    void failed(String detail) {
        board.failed(detail);
        if (state != LinkState.WAITING) {
            wire.disconnect();
            hangUp(Duration.ZERO);
        }
    }

    void received(UUID which, Downlink message) {
        if (!which.equals(nonce) || (state != LinkState.GREETING && state != LinkState.TALKING)) {
            return;
        }
        long now = monotonicNanos.getAsLong();
        switch (message) {
            case Welcome welcome -> welcomed(welcome, now);
            case Downlink.Ack ack -> {
                Optional<LaneSender> sender = sender(ack.journal().lane());
                long before = sender.map(LaneSender::ackedSeq).orElse(0L);
                greetAgain |= sender.map(s -> s.acknowledged(ack, now)).orElse(false);
                if (sender.map(LaneSender::ackedSeq).orElse(0L) > before) {
                    board.acknowledged(ack.journal().lane());
                }
            }
            // All boxes of the store hear of it.
            case Downlink.Nack nack ->
                sender(nack.journal().lane()).filter(s -> s.sent(nack)).ifPresent(s -> {
                    board.failed("head office refused a batch of " + nack.journal().lane().wireName() + ": "
                            + nack.reason() + ", " + nack.detail());
                    greetAgain |= s.refused(nack, now);
                });
        }
        show();
    }

    void received(UUID which, CommandMessage message) {
        if (which.equals(nonce)) {
            downstream.came(message);
        }
    }

    /// People are told: it may be that this version is too old for head office.
    void unreadable(UUID which, String detail) {
        if (which.equals(nonce)) {
            board.failed(detail);
            show();
        }
    }

    void configuration(UUID which, String signed) {
        if (which.equals(nonce)) {
            downstream.cameConfiguration(signed);
        }
    }

    /// Says hello once more, as soon as that is no storm.
    void greet() {
        greetAgain = state == LinkState.GREETING || state == LinkState.TALKING;
    }

    /// Does what is due; returns how long nothing will be, unless something happens.
    Duration step() {
        long now = monotonicNanos.getAsLong();
        long next = switch (state) {
            case WAITING -> connectIfDue(now);
            case CONNECTING -> giveUpIfDue(now);
            case GREETING -> greetIfDue(now);
            case TALKING -> {
                settleClone(now);
                yield Math.min(greetIfDue(now), stepLanes(now));
            }
        };
        return next == LaneSender.NEVER ? timings.helloEvery() : Duration.ofNanos(Math.max(0, next - now));
    }

    /// That another box took the connection is over; when it happens again, people are told again.
    private void settleClone(long now) {
        if (!alone && now - talkingSinceNanos >= ALONE_AFTER.toNanos()) {
            alone = true;
            incidents.settle(me.agent());
        }
    }

    private long connectIfDue(long now) {
        if (now < dueNanos) {
            return dueNanos;
        }
        UUID fresh = ids.next();
        nonce = fresh;
        become(LinkState.CONNECTING);
        dueNanos = now + timings.connectWithin().toNanos();
        wire.connect(fresh, listener);
        return dueNanos;
    }

    private long giveUpIfDue(long now) {
        if (now < dueNanos) {
            return dueNanos;
        }
        wire.disconnect();
        board.failed("no connection within " + timings.connectWithin().toSeconds() + " s");
        hangUp(Duration.ZERO);
        return dueNanos;
    }

    private long greetIfDue(long now) {
        if (greetAgain) {
            // Not faster than a repetition would be: a refusal that a hello does not cure must not make a storm.
            dueNanos = Math.min(dueNanos, lastHelloNanos + timings.retryMin().toNanos());
        }
        if (now >= dueNanos) {
            sayHello();
        }
        return dueNanos;
    }

    private void sayHello() {
        long now = monotonicNanos.getAsLong();
        Instant sentAt = clock.instant();
        if (sentHellos.size() == UNANSWERED_HELLOS_MAX) {
            sentHellos.remove(sentHellos.keySet().iterator().next());
        }
        sentHellos.put(sentAt, now);
        hellosUnanswered++;
        greetAgain = false;
        lastHelloNanos = now;
        dueNanos = now + roundTrip.retryAfterNanos(hellosUnanswered);
        var hello = new Hello(me.agent(), outbox.bootId(), nonceOfNow(), me.softwareVersion(),
                downstream.configVersion(), sentAt,
                senders.values().stream().map(LaneSender::head).toList());
        wire.send(hello, signer.sign(HeadSignature.Said.hello(hello.bytes())));
        if (hellosUnanswered > SILENT_HELLOS) {
            downstream.unheard();
        }
    }

    private UUID nonceOfNow() {
        if (nonce == null) {
            throw new IllegalStateException("no connection in state " + state);
        }
        return nonce;
    }

    /// A welcome counts once, and only if it answers a hello of this connection.
    private void welcomed(Welcome welcome, long now) {
        Long sentNanos = sentHellos.get(welcome.helloSentAt());
        if (!welcome.nonce().equals(nonce) || sentNanos == null) {
            return;
        }
        sentHellos.entrySet().removeIf(hello -> hello.getValue() <= sentNanos);
        if (hellosUnanswered == 1) {
            roundTrip.sample(now - sentNanos);
        }
        hellosUnanswered = 0;
        dueNanos = now + timings.helloEvery().toNanos();
        measureClock(welcome.serverTime(), now - sentNanos);
        setAside.heard(welcome.setAside());
        compareEpoch(welcome);
        if (state == LinkState.GREETING) {
            become(LinkState.TALKING);
            talkingSinceNanos = now;
            alone = false;
        }
        Set<Lane> whole = EnumSet.noneOf(Lane.class);
        for (LaneWelcome lane : welcome.lanes()) {
            sender(lane.journal().lane()).filter(sender -> sender.welcomed(lane, welcome.credit()))
                    .ifPresent(sender -> whole.add(sender.lane()));
        }
        downstream.welcomed(welcome);
        for (int i = 0; i < PRUNES_PER_WELCOME && outbox.prune(whole) > 0; i++) {
            LOG.log(Level.DEBUG, "old acknowledged events deleted");
        }
    }

    /// Every restore of head office's database raises its epoch: what it had taken since the backup is sent again, and a
    /// person should know why.
    private void compareEpoch(Welcome welcome) {
        long epoch = welcome.centralEpoch();
        Optional<HeadOffice> known = incidents.recall(HEAD_OFFICE, LAST);
        if (known.isPresent() && known.get().epoch == epoch) {
            board.note(known.get().note);
            return;
        }
        String note = null;
        if (known.isPresent()) {
            note = "head office's database was restored (epoch " + known.get().epoch + ", now " + epoch
                    + "): what it has lost is sent again from this box";
            incidents.raise("head-office-restored", "head-office-" + epoch, note);
        }
        incidents.remember(HEAD_OFFICE, LAST, new HeadOffice(epoch, note));
        board.note(note);
    }

    /// Head office as it was last heard.
    ///
    /// @param note for people, absent if it was never restored
    private record HeadOffice(long epoch, @Nullable String note) {}

    /// Head office read its clock somewhere within the round trip, so half of that bounds the error (Cristian, 1989).
    private void measureClock(Instant serverTime, long roundTripNanos) {
        Duration half = Duration.ofNanos(roundTripNanos / 2);
        var clocks = new TwoClocks(clock.instant(), serverTime.plus(half));
        Duration offset = Duration.between(clocks.box(), clocks.headOffice());
        Duration error = half.plusMillis(1);
        outbox.clockMeasured(offset, error);
        board.clock(offset.toMillis(), error.toMillis());
        clockGap.heard(clocks);
    }

    private long stepLanes(long now) {
        long next = LaneSender.NEVER;
        for (LaneSender sender : senders.values()) {
            next = Math.min(next, sender.step(now));
        }
        show();
        return next;
    }

    /// Only a connection that lasted makes the pauses short again: some brokers do not say that another box has taken
    /// the session, and two boxes must not throw each other out for ever.
    private void hangUp(Duration pauseMin) {
        long now = monotonicNanos.getAsLong();
        if (state == LinkState.TALKING && now - talkingSinceNanos >= timings.reconnectMax().toNanos()) {
            backoff.succeeded();
        }
        become(LinkState.WAITING);
        nonce = null;
        greetAgain = false;
        dueNanos = now + Math.max(pauseMin.toNanos(), backoff.nextPauseNanos());
        senders.values().forEach(LaneSender::disconnected);
        show();
    }

    private Optional<LaneSender> sender(Lane lane) {
        return Optional.ofNullable(senders.get(lane));
    }

    private void show() {
        board.talking(state == LinkState.TALKING);
        senders.values()
                .forEach(sender -> board.lane(sender.lane(), sender.ackedSeq(), sender.stoppedBecause(),
                        sender.note()));
    }

    private void become(LinkState next) {
        if (!state.mayBecome(next)) {
            throw new IllegalStateException("the link cannot go from " + state + " to " + next);
        }
        state = next;
    }
}
