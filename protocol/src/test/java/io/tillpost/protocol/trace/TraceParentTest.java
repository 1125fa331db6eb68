package io.tillpost.protocol.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class TraceParentTest {
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private final RandomGenerator random = new Random(1);

    @Test
    void aNewTraceIsAnotherOneEachTime() {
        String one = TraceParent.fresh(random);

        assertTrue(one.matches("00-[0-9a-f]{32}-[0-9a-f]{16}-00"), one);
        assertNotEquals(one, TraceParent.fresh(random));
        assertTrue(TraceParent.sampled(random).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-01"));
    }

    @Test
    void zerosAreNoTrace() {
        RandomGenerator zeros = () -> 0;

        assertEquals("00-00000000000000000000000000000001-0000000000000001-00", TraceParent.fresh(zeros));
    }

    @Test
    void theCallersTraceGoesOnWithASpanOfOurs() {
        String ours = TraceParent.continued("00-" + TRACE + "-b7ad6b7169203331-01", random);

        assertTrue(ours.matches("00-" + TRACE + "-(?!b7ad6b7169203331)[0-9a-f]{16}-01"), ours);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "x", "01-" + TRACE + "-b7ad6b7169203331-01",
        "00-00000000000000000000000000000000-b7ad6b7169203331-01", "00-" + TRACE + "-0000000000000000-01",
        "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
        "00-" + TRACE + "-b7ad6b7169203331-01-more"})
    void whatIsNoTraceIsNotContinued(String incoming) {
        String fresh = TraceParent.continued(incoming, random);

        assertTrue(fresh.matches("00-(?!" + TRACE + ")[0-9a-f]{32}-[0-9a-f]{16}-00"), fresh);
    }

    @Test
    void anIdHasOneTraceForEver() {
        assertEquals("00-01890a5d7c3e7b2f8d4c1a2b3c4d5e6f-8d4c1a2b3c4d5e6f-01",
                TraceParent.of(UUID.fromString("01890a5d-7c3e-7b2f-8d4c-1a2b3c4d5e6f")));
    }
}
