package io.tillpost.edge.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A large shop's catalogue. How quick it is, is printed and not asserted: machines differ.
class LargeCatalogTest {
    private static final int ARTICLES = 50_000;
    private static final long SEED = 42;
    private static final String[] WORDS = {"brot", "brötchen", "käse", "milch", "butter", "joghurt", "apfel",
        "birne",
        "wurst", "schinken", "wasser", "saft", "bier", "wein", "tee", "kaffee", "zucker", "mehl", "reis",
        "nudeln",
        "bio", "frisch", "groß", "klein", "mild", "würzig", "jung", "alt", "weiß", "dunkel"};

    @TempDir
    private Path folder;

    @Test
    void fiftyThousandArticlesAreFoundByCodeAndWhileTyping() throws Exception {
        byte[] file = file(new Random(SEED));
        long before = usedBytes();
        importOf(file);
        long began = System.nanoTime();
        try (var world = new CatalogWorld(folder)) {
            printOnce("start, journal and all", began);
            System.out.println("catalogue: " + ARTICLES + " articles, " + file.length + " bytes of CSV, "
                    + (usedBytes() - before) / 1024 / 1024 + " MiB in memory, seed " + SEED);
            lookUps(world);
            keystrokes(world);
            assertEquals(ARTICLES, world.catalog.applied().orElseThrow().articles());
        }
    }

    private void importOf(byte[] file) throws Exception {
        try (var world = new CatalogWorld(folder)) {
            long began = System.nanoTime();
            var _ = world.take(file);
            printOnce("import", began);
        }
    }

    private static void printOnce(String what, long began) {
        System.out.println("catalogue: " + what + " " + (System.nanoTime() - began) / 1_000_000 + " ms");
    }

    private static void lookUps(CatalogWorld world) {
        var random = new Random(SEED);
        long[] took = new long[100_000];
        for (int i = 0; i < took.length; i++) {
            String code = barcode(random.nextInt(ARTICLES));
            long began = System.nanoTime();
            assertFalse(world.catalog.find(code).isEmpty());
            took[i] = System.nanoTime() - began;
        }
        print("look-up by barcode", took);
    }

    /// Two words typed letter by letter, a search after each one, as the till page does.
    private static void keystrokes(CatalogWorld world) {
        var random = new Random(SEED);
        long[] took = new long[5_000];
        for (int i = 0; i < took.length;) {
            String typed = WORDS[random.nextInt(WORDS.length)] + " " + WORDS[random.nextInt(WORDS.length)];
            for (int end = 1; end <= typed.length() && i < took.length; end++) {
                long began = System.nanoTime();
                var _ = world.catalog.search(typed.substring(0, end), 20);
                took[i++] = System.nanoTime() - began;
            }
        }
        print("keystroke", took);
    }

    private static byte[] file(Random random) {
        var rows = new StringBuilder(CatalogWorld.HEADER);
        for (int i = 0; i < ARTICLES; i++) {
            rows.append("a-").append(i).append(',').append(barcode(i)).append(',');
            for (int word = 0; word < 4; word++) {
                rows.append(WORDS[random.nextInt(WORDS.length)]).append(' ');
            }
            rows.append(i).append(',').append(1 + random.nextInt(50)).append(".99,7,food,,,\n");
        }
        return CatalogWorld.bytes(rows.toString());
    }

    private static String barcode(int article) {
        String digits = "4000000" + (10_000 + article);
        return digits + Gtin.checkDigit(digits + "0");
    }

    private static long usedBytes() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private static void print(String what, long[] nanos) {
        Arrays.sort(nanos);
        System.out.println("catalogue: " + what + " p50 " + nanos[nanos.length / 2] / 1000.0 + " us, p95 "
                + nanos[(int) (nanos.length * 95L / 100)] / 1000.0 + " us");
    }
}
