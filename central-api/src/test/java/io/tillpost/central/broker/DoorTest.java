package io.tillpost.central.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class DoorTest {
    private final Door door = new Door();
    private final AtomicInteger knocks = new AtomicInteger();

    @Test
    void aPortThatIsStillTakenForAMomentIsAskedForAgain() {
        door.reopen(() -> taken(3));
        assertEquals(4, knocks.get());
        assertFalse(door.isShut());
    }

    @Test
    void aPortThatStaysTakenLeavesTheDoorShutUntilTheNextTime() {
        var refusal = assertThrows(IllegalStateException.class, () -> door.reopen(() -> taken(1_000)));
        assertEquals("Address already in use", refusal.getMessage());
        assertTrue(door.isShut());
        door.reopen(() -> taken(0));
        assertFalse(door.isShut());
    }

    private void taken(int times) {
        if (knocks.incrementAndGet() <= times) {
            throw new IllegalStateException("Address already in use");
        }
    }
}
