package io.tillpost.installer.faults.driver;

import io.tillpost.installer.faults.oracle.AcceptedFile;
import io.tillpost.installer.faults.world.Box;
import io.tillpost.installer.stage.Pause;
import io.tillpost.installer.stage.RestClient;
import io.tillpost.installer.supervisor.EnvironmentFault;
import io.tillpost.protocol.journal.IdSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.function.LongSupplier;

/// All tills of one box, selling at once.
public final class Tills {
    /// A sale may have to wait for a terminal's last word, and for an agent that is coming back.
    private static final Duration LAST_SALE_MAX = Duration.ofMinutes(4);

    private final AcceptedFile accepted;
    private final LongSupplier nanoTime;
    private final IdSource ids;
    private final long seed;
    private final List<TillHand> hands = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();

    /// @param accepted where they write down what they were answered
    /// @param seed decides what is sold, and how it is paid
    /// @param mayForget whether the box may lose sales that are not completed, as a box does that was restored
    public Tills(Box box, AcceptedFile accepted, long seed, IdSource ids, LongSupplier nanoTime,
            boolean mayForget) {
        this.accepted = accepted;
        this.nanoTime = nanoTime;
        for (String till : box.tills()) {
            var random = new Random(seed * 31 + till.hashCode());
            hands.add(
                    new TillHand(box.api(), till, till.equals(box.tills().getFirst()), accepted, random, ids,
                            mayForget));
        }
        this.ids = ids;
        this.seed = seed;
    }

    /// One more till, which sells by another agent of the store, for cash alone. Returns what lets it end its sale and stop;
    /// [#finish] does so, too.
    public Runnable join(String till, RestClient api) {
        var hand = new TillHand(api, till, false, accepted, new Random(seed * 31 + till.hashCode()), ids,
                false);
        hands.add(hand);
        Thread thread = Thread.ofVirtual().name("till " + till).start(hand::work);
        threads.add(thread);
        return () -> {
            hand.last();
            ended(thread, nanoTime.getAsLong() + LAST_SALE_MAX.toNanos());
            hand.raise();
        };
    }

    /// They begin to sell.
    public void start() {
        for (TillHand hand : hands) {
            threads.add(Thread.ofVirtual().name("till " + hand.till()).start(hand::work));
        }
    }

    /// Waits until so many more sales and refunds are accepted. Throws [EnvironmentFault] if they are not.
    public void awaitMore(int count, Duration patience) {
        int wanted = accepted.size() + count;
        Pause.until(count + " more sales accepted (" + accepted.size() + " are)", patience, nanoTime,
                () -> accepted.size() >= wanted
                        || hands.stream().anyMatch(hand -> !hand.trouble().isEmpty()));
        hands.forEach(TillHand::raise);
    }

    /// Whether each request is sent twice at once from now on.
    public void twice(boolean on) {
        hands.forEach(hand -> hand.twice(on));
    }

    /// Somebody has put this event into the box's journal, and head office has to set it aside.
    public void poisoned(UUID event) {
        accepted.poisoned(event);
    }

    /// How many sales and refunds of this box are accepted so far.
    public int count() {
        return accepted.size();
    }

    /// Each till ends the sale that it is in, and begins none. Throws [EnvironmentFault] if one cannot.
    public void finish() {
        hands.forEach(TillHand::last);
        long end = nanoTime.getAsLong() + LAST_SALE_MAX.toNanos();
        threads.forEach(thread -> ended(thread, end));
        threads.clear();
        hands.forEach(TillHand::raise);
    }

    private void ended(Thread thread, long end) {
        try {
            long left = Math.max(1, (end - nanoTime.getAsLong()) / 1_000_000);
            if (!thread.join(Duration.ofMillis(left))) {
                thread.interrupt();
                throw new EnvironmentFault(thread.getName() + " cannot end its sale; tills wait for: "
                        + hands.stream().map(TillHand::waitsFor).toList());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EnvironmentFault("interrupted while the tills end", e);
        }
    }

    /// They stop where they are, e.g. after a failure.
    public void abandon() {
        threads.forEach(Thread::interrupt);
        threads.clear();
    }
}
