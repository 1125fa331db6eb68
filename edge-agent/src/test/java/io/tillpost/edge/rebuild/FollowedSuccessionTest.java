package io.tillpost.edge.rebuild;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tillpost.edge.journal.Succession;
import io.tillpost.protocol.journal.JournalKey;
import io.tillpost.protocol.journal.JournalRow;
import io.tillpost.protocol.journal.Lane;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class FollowedSuccessionTest {
    private static final JournalKey OLD = new JournalKey(Lane.FIN, new UUID(1, 1), 1);
    private static final JournalKey NEXT = new JournalKey(Lane.FIN, new UUID(1, 2), 2);

    private final List<String> happened = new ArrayList<>();
    private final Succession followed = new FollowedSuccession(new Noted(),
            () -> happened.add("looked after"));

    @Test
    void whatWasForgottenIsLookedAfterOnceAllIsToldAndNotBetweenPages() {
        followed.learn(NEXT, List.of());
        followed.learn(NEXT, List.of());
        followed.learned(NEXT);
        assertEquals(List.of("learn", "learn", "learned", "looked after"), happened);
    }

    @Test
    void whatAForkToldOfIsLookedAfterOnceItIsDurable() {
        var order = new Succession.Order(OLD, 2, null, 0, List.of(), List.of(), "restored", false);
        assertEquals(NEXT, followed.fork(order));
        assertEquals(List.of("fork", "looked after"), happened);
    }

    @Test
    void aForkThatIsDurableIsDoneWhateverComesAfterIt() {
        var failing = new FollowedSuccession(new Noted(), () -> {
            throw new IllegalStateException("no terminal");
        });
        var order = new Succession.Order(OLD, 2, null, 0, List.of(), List.of(), "restored", false);
        assertEquals(NEXT, failing.fork(order));
    }

    /// Notes what it was asked to do.
    private final class Noted implements Succession {
        @Override
        public JournalKey fork(Order order) {
            happened.add("fork");
            return NEXT;
        }

        @Override
        public List<Ignorance> ignorant() {
            return List.of();
        }

        @Override
        public void learn(JournalKey journal, List<JournalRow> rows) {
            happened.add("learn");
        }

        @Override
        public void learned(JournalKey journal) {
            happened.add("learned");
        }
    }
}
