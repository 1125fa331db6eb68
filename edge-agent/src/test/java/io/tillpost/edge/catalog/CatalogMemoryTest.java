package io.tillpost.edge.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tillpost.edge.BoxJava;
import io.tillpost.edge.decision.Decision;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Catalogues in the memory of a box.
class CatalogMemoryTest {
    /// What an agent has in use beside its catalogue.
    private static final int OTHERS_BYTES = 15 << 20;

    @TempDir
    private Path folder = Path.of("");

    @Test
    @Timeout(value = 9, unit = TimeUnit.MINUTES)
    void aCatalogueOfTheDocumentedSizeTakesThePlaceOfAnother() throws Exception {
        assertEquals("200000 articles, 200000 articles", said(List.of(), CatalogDraft.MOST_ARTICLES));
    }

    @Test
    void whatTheMemoryDoesNotHoldIsRefusedAndTheOneBeforeCounts() throws Exception {
        assertEquals(
                "20 articles, nothing was applied: the agent's memory does not hold what 52400087 bytes of"
                        + " catalogue need beside the one that counts, 20 articles",
                said(List.of("-Xmx96m"), 20));
    }

    /// What an agent with the options of a box says that takes a catalogue of so many articles, and then the largest.
    private String said(List<String> more, int first) throws Exception {
        // The heap is what counts here; the second compiler is only quicker.
        var options = new ArrayList<>(List.of("-XX:TieredStopAtLevel=4"));
        options.addAll(more);
        return BoxJava.said(folder, options, Box.class, Integer.toString(first));
    }

    /// Takes two catalogues, one after the other.
    static final class Box {
        /// 200,000 of them are 50 MiB.
        private static final int ROW_BYTES = 262;

        private static final String HEADER = "sku,barcodes,price,tax-rate,sales-class,unit,open-price,quick-key,currency,description\n";

        private Box() {}

        public static void main(String[] args) throws IOException {
            var others = new byte[OTHERS_BYTES];
            try (var world = new CatalogWorld(Path.of(args[0]))) {
                var said = new ArrayList<String>();
                var _ = world.take(file(Integer.parseInt(args[1]), "a"));
                said.add(counts(world));
                byte[] largest = file(CatalogDraft.MOST_ARTICLES, "b");
                switch (world.catalog.prepare(CatalogFormat.CSV, largest)) {
                    case Decision.Accepted<Catalog.Candidate>(var candidate) ->
                        world.catalog.show(world.apply(candidate), candidate);
                    case Decision.Refused<Catalog.Candidate>(_, var detail) -> said.add(detail);
                }
                said.add(counts(world));
                System.out.println(String.join(", ", said));
            }
            others[0] = 1;
        }

        private static String counts(CatalogWorld world) {
            return world.catalog.applied().orElseThrow().articles() + " articles";
        }

        /// Articles with two barcodes and long descriptions, and blanks as many as the largest file allows.
        private static byte[] file(int articles, String prefix) {
            var file = new byte[HEADER.length() + ROW_BYTES * articles];
            byte[] header = CatalogWorld.bytes(HEADER);
            System.arraycopy(header, 0, file, 0, header.length);
            for (int i = 0; i < articles; i++) {
                int from = header.length + ROW_BYTES * i;
                Arrays.fill(file, from, from + ROW_BYTES, (byte) ' ');
                String digits = "4000" + (10_000_000 + i);
                byte[] row = CatalogWorld.bytes(prefix + "-" + i + "," + code(digits) + " "
                        + code("2" + digits) + "," + (1 + i % 500) + ".99,7,food,,,,,"
                        + "Brot Käse mild Nr ".repeat(6) + i + ".");
                System.arraycopy(row, 0, file, from, row.length);
                file[from + ROW_BYTES - 1] = '\n';
            }
            return file;
        }

        private static String code(String digits) {
            return digits + Gtin.checkDigit(digits + "0");
        }
    }
}
