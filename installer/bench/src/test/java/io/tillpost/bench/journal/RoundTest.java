package io.tillpost.bench.journal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tillpost.bench.journal.Round.Kind;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RoundTest {
    @Test
    void aRatioComparesSlicesOfOneRound() {
        Round round = round(900, 1_000, 3_000, 4_000);
        assertEquals(0.9, round.ratioSingle());
        assertEquals(0.75, round.ratioEight());
        assertEquals(3_000d / 900, round.groupGain());
    }

    @Test
    void oneSpoiledRoundDoesNotMoveTheMedian() {
        var rounds = List.of(round(900, 1_000, 1, 1), round(1, 1_000, 1, 1), round(950, 1_000, 1, 1));
        assertEquals(0.9, Round.percentile(rounds, Round::ratioSingle, 50));
        assertEquals(0.001, Round.percentile(rounds, Round::ratioSingle, 10));
        assertEquals(0.95, Round.percentile(rounds, Round::ratioSingle, 90));
        assertThrows(IllegalArgumentException.class,
                () -> Round.percentile(List.of(), Round::ratioSingle, 50));
    }

    @Test
    void timesOfAKindAreGatheredFromAllRounds() {
        var rounds = List.of(round(1, 1, 1, 1), round(2, 1, 1, 1));
        assertArrayEquals(new long[]{1, 2}, Round.micros(rounds, Kind.SINGLE));
    }

    private static Round round(long single, long floorSingle, long eight, long floorEight) {
        return new Round(Map.of(Kind.SINGLE, slice(single), Kind.FLOOR_SINGLE, slice(floorSingle),
                Kind.EIGHT, slice(eight), Kind.FLOOR_EIGHT, slice(floorEight)));
    }

    private static Slice slice(long perSecond) {
        return new Slice((double) perSecond, new long[]{perSecond});
    }
}
