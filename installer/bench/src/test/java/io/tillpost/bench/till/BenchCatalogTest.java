package io.tillpost.bench.till;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class BenchCatalogTest {
    @Test
    void theSameSeedThinksUpTheSameArticlesAndAnotherOnesOthers() {
        assertEquals(BenchCatalog.of(7, 500).csv(), BenchCatalog.of(7, 500).csv());
        assertNotEquals(BenchCatalog.of(7, 500).csv(), BenchCatalog.of(8, 500).csv());
    }

    @Test
    void everyBarcodeIsAnEan13WithItsCheckDigitAndStandsOnce() {
        List<String> codes = BenchCatalog.of(1, 5_000).csv().lines().skip(1).map(row -> row.split(",", -1)[1])
                .toList();
        assertEquals(5_000, new HashSet<>(codes).size());
        for (String code : codes) {
            assertEquals(13, code.length(), code);
            int sum = 0;
            for (int i = 0; i < 13; i++) {
                sum += (code.charAt(i) - '0') * (i % 2 == 0 ? 1 : 3);
            }
            assertEquals(0, sum % 10, code);
        }
    }

    @Test
    void whatNeedsAWeightIsNotAmongTheCodesToScan() {
        BenchCatalog catalog = BenchCatalog.of(3, 3_000);
        long weighed = catalog.csv().lines().filter(row -> row.contains(",kg,")).count();
        assertTrue(weighed > 0, "some articles are sold by weight");
        assertEquals(3_000 - weighed, catalog.pieceCodes().size());
    }
}
