package io.tillpost.protocol.failpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArmedFailpointTest {
    private final List<String> done = new ArrayList<>();

    private Failpoints of(String written) {
        return ArmedFailpoint.of(written, () -> done.add("halt"), () -> done.add("stall"));
    }

    @Test
    void itEndsTheProgramAtTheFirstPassAndNowhereElse() {
        Failpoints armed = of("journal.before-commit");
        armed.reached("journal.after-commit");
        assertEquals(List.of(), done);
        armed.reached("journal.before-commit");
        armed.reached("journal.before-commit");
        assertEquals(List.of("halt"), done);
    }

    @Test
    void aNumberSaysWhichPassItIs() {
        Failpoints armed = of("ingest.after-commit:3=stall");
        armed.reached("ingest.after-commit");
        armed.reached("ingest.after-commit");
        assertEquals(List.of(), done);
        armed.reached("ingest.after-commit");
        assertEquals(List.of("stall"), done);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ":3", "a:0", "a:-1", "a:x", "a=explode", "a:", "a="})
    void whatCannotBeReadIsRefusedByItsText(String written) {
        var refused = assertThrows(IllegalArgumentException.class, () -> of(written));
        assertTrue(String.valueOf(refused.getMessage()).contains("'" + written + "'"));
    }
}
