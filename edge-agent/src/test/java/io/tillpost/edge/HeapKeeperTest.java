package io.tillpost.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeapKeeperTest {
    private static final long KIB = 1 << 10;

    @ParameterizedTest
    @CsvSource({"512, 0, false", "513, 0, true", "8704, 8192, false", "8705, 8192, true",
        "21504, 20480, false",
        "21505, 20480, true"})
    void theOldGenerationIsClearedWhenATwentiethMoreLiesInIt(long usedKib, long leftKib, boolean clears) {
        assertEquals(clears, HeapKeeper.isWorthIt(usedKib * KIB, leftKib * KIB));
    }
}
