package io.tillpost.installer.cardscan;

import io.tillpost.protocol.card.CardNumbers;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Searches the bytes of files for card numbers, written as ASCII or with two bytes a digit (UTF-16), as databases, logs,
/// memory dumps and captures hold them. Packed files are not unpacked, programs are left out (their tables of constants
/// are full of digits), and digits packed two to a byte are not seen: any eight bytes could be some.
public final class CardScan {
    private static final int PIECE_BYTES = 1 << 20;
    /// What of a piece is read again with the next: more than the longest number with what has to stand around it.
    private static final int OVERLAP_BYTES = 256;
    /// Linux, Windows and macOS (64 bits).
    private static final List<byte[]> PROGRAMS = List.of(new byte[]{0x7F, 'E', 'L', 'F'},
            new byte[]{'M', 'Z'},
            new byte[]{(byte) 0xCF, (byte) 0xFA, (byte) 0xED, (byte) 0xFE});
    /// Words with two bytes a character, whole: digits inside a hash are no card number.
    private static final Pattern WIDE = Pattern
            .compile("(?:[0-9A-Za-z -]\\x00){14,}|(?:\\x00[0-9A-Za-z -]){14,}");

    private final List<Hit> hits = new ArrayList<>();
    private final List<Unread> unread = new ArrayList<>();
    private long files;
    private long bytes;

    /// A card number.
    ///
    /// @param offset of its first byte
    /// @param masked its first six and last four digits
    public record Hit(Path file, long offset, String masked) {}

    /// A file that could not be looked into.
    public record Unread(Path file, String reason) {}

    /// Looks into a file, or into all files below a folder; links are not followed.
    public void look(Path fileOrFolder) throws IOException {
        Files.walkFileTree(fileOrFolder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (attributes.isRegularFile()) {
                    lookInto(file);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) {
                unread.add(new Unread(file, failure.getClass().getSimpleName()));
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /// All that was found so far.
    public List<Hit> hits() {
        return List.copyOf(hits);
    }

    /// What could not be read.
    public List<Unread> unread() {
        return List.copyOf(unread);
    }

    /// How many files were looked into.
    public long files() {
        return files;
    }

    /// How many bytes they had.
    public long bytes() {
        return bytes;
    }

    private void lookInto(Path file) {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            if (isProgram(in)) {
                return;
            }
            files++;
            byte[] piece = new byte[PIECE_BYTES];
            int kept = 0;
            long start = 0;
            for (int read = in.readNBytes(piece, 0, PIECE_BYTES); read > 0; read = in.readNBytes(piece, kept,
                    PIECE_BYTES - kept)) {
                bytes += read;
                int length = kept + read;
                boolean last = length < PIECE_BYTES;
                look(file, start, new String(piece, 0, length, StandardCharsets.ISO_8859_1),
                        last ? length : length - OVERLAP_BYTES);
                if (last) {
                    return;
                }
                kept = 2 * OVERLAP_BYTES;
                System.arraycopy(piece, length - kept, piece, 0, kept);
                start += length - kept;
            }
        } catch (IOException e) {
            unread.add(new Unread(file, e.getClass().getSimpleName()));
        }
    }

    private static boolean isProgram(InputStream in) throws IOException {
        in.mark(Long.BYTES);
        byte[] first = in.readNBytes(Integer.BYTES);
        in.reset();
        return PROGRAMS.stream()
                .anyMatch(magic -> first.length >= magic.length
                        && Arrays.equals(first, 0, magic.length, magic, 0, magic.length));
    }

    /// @param until what begins from here on is found with the next piece, where all behind it is seen
    private void look(Path file, long start, String text, int until) {
        int from = start == 0 ? 0 : OVERLAP_BYTES;
        for (Optional<CardNumbers.Place> place = CardNumbers.find(text, 0); place
                .isPresent(); place = CardNumbers
                        .find(text, place.get().to())) {
            int at = place.get().from();
            if (at >= from && at < until) {
                add(file, start + at, text.substring(at, place.get().to()));
            }
        }
        Matcher wide = WIDE.matcher(text);
        while (wide.find()) {
            String word = wide.group().replace("\0", "");
            for (Optional<CardNumbers.Place> place = CardNumbers.find(word, 0); place
                    .isPresent(); place = CardNumbers
                            .find(word, place.get().to())) {
                int at = wide.start() + 2 * place.get().from();
                if (at >= from && at < until) {
                    add(file, start + at, word.substring(place.get().from(), place.get().to()));
                }
            }
        }
    }

    private void add(Path file, long offset, String number) {
        hits.add(new Hit(file, offset, CardNumbers.mask(number)));
    }
}
