package io.tillpost.edge.payment;

import io.tillpost.protocol.event.AttemptId;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// Who waits for an attempt hears that it moved on, and what its terminal shows. Safe for use by all threads.
final class Notices {
    private static final Logger LOG = System.getLogger(Notices.class.getName());

    private final Bell bell = new Bell();
    /// What terminals show now, for the till's screen; by attempt.
    private final Map<AttemptId, String> shown = new ConcurrentHashMap<>();
    private final CardPayments.Listener listener;

    Notices(CardPayments.Listener listener) {
        this.listener = listener;
    }

    String shown(AttemptId id) {
        return shown.getOrDefault(id, "");
    }

    /// The terminal shows something else, or recovery has another reason to wait.
    void shows(AttemptId id, String text) {
        if (!text.equals(shown.put(id, text))) {
            tell(() -> listener.changed(id));
        }
    }

    /// The attempt is in another state, durably.
    void changed(Attempt now) {
        if (now.state() != AttemptState.STARTED) {
            shown.remove(now.attempt());
        }
        progressed(now.attempt());
    }

    /// There is something new to see of it.
    void progressed(AttemptId id) {
        bell.ring();
        tell(() -> listener.changed(id));
    }

    /// Its money moved now, as far as sale or refund are concerned.
    void moved(Attempt now) {
        tell(() -> listener.moved(now));
    }

    /// Something else has changed, durably.
    void ring() {
        bell.ring();
    }

    <T> T await(Supplier<T> question, Predicate<T> enough, Duration atMost) throws InterruptedException {
        return bell.await(question, enough, atMost);
    }

    /// Whoever listens cannot hold up a payment.
    private static void tell(Runnable what) {
        try {
            what.run();
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "a listener of card payments failed", e);
        }
    }
}
