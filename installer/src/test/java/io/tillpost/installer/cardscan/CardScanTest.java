package io.tillpost.installer.cardscan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CardScanTest {
    private static final String NUMBER = "4111111111111111";
    private static final String MASKED = "411111******1111";

    @TempDir
    private Path folder;

    private final CardScan scan = new CardScan();

    @Test
    void aNumberIsFoundAtEveryPlaceAlsoWherePiecesMeet() throws IOException {
        int piece = 1 << 20;
        for (int offset : List.of(0, 1, 100, piece - 300, piece - 256, piece - 16, piece - 8, piece - 1,
                piece,
                piece + 5, 2 * piece - 700, 2 * piece - 512, 2 * piece - 520, 2 * piece + 3)) {
            byte[] content = noise(2 * piece + 4_000);
            put(content, offset, NUMBER.getBytes(StandardCharsets.US_ASCII));
            Path file = Files.write(folder.resolve("at-" + offset), content);
            var one = new CardScan();
            one.look(file);
            assertEquals(List.of(new CardScan.Hit(file, offset, MASKED)), one.hits());
        }
    }

    @Test
    void twoBytesADigitAreFoundToo() throws IOException {
        Path little = Files.write(folder.resolve("little"),
                ("x " + NUMBER).getBytes(StandardCharsets.UTF_16LE));
        Path big = Files.write(folder.resolve("big"), ("x " + NUMBER).getBytes(StandardCharsets.UTF_16BE));
        scan.look(little);
        scan.look(big);
        assertEquals(2, scan.hits().size());
        assertTrue(scan.hits().stream().allMatch(hit -> hit.masked().equals(MASKED)), scan.hits().toString());
    }

    @Test
    void aFolderIsSearchedWithAllBelowIt() throws IOException {
        Files.createDirectories(folder.resolve("a/b"));
        Files.writeString(folder.resolve("a/b/log"), "1\npaid with " + NUMBER + "\n");
        Files.writeString(folder.resolve("a/clean"), "4012345678901");
        scan.look(folder);
        assertEquals(1, scan.hits().size());
        assertEquals(2, scan.files());
    }

    @Test
    void digitsInsideAWideHashAreNone() throws IOException {
        String hash = "abcdefab" + NUMBER + "cdef0123456789abcdef0123456789abcdef";
        Files.write(folder.resolve("little"), hash.getBytes(StandardCharsets.UTF_16LE));
        Files.write(folder.resolve("big"),
                ("f" + NUMBER + "e".repeat(40)).getBytes(StandardCharsets.UTF_16BE));
        scan.look(folder);
        assertEquals(List.of(), scan.hits());
    }

    @Test
    void programsAreLeftOut() throws IOException {
        Files.writeString(folder.resolve("lib.so"), "\u007FELF " + NUMBER, StandardCharsets.ISO_8859_1);
        Files.writeString(folder.resolve("short"), "M");
        scan.look(folder);
        assertEquals(List.of(), scan.hits());
        assertEquals(1, scan.files());
    }

    private static byte[] noise(int length) {
        byte[] bytes = new byte[length];
        new Random(7).nextBytes(bytes);
        for (int i = 0; i < length; i++) {
            // No digit by chance.
            bytes[i] = (byte) (bytes[i] | 0x40);
        }
        return bytes;
    }

    private static void put(byte[] into, int offset, byte[] what) {
        System.arraycopy(what, 0, into, offset, what.length);
    }
}
