package io.tillpost.edge.journal.mirror;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.protocol.journal.Hash;
import io.tillpost.protocol.journal.JournalKey;
import io.tillpost.protocol.journal.Lane;
import io.tillpost.protocol.seal.WrappedKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The mirror's files: what was appended is read, whatever a crash or a bad device leaves behind it.
class MirrorTest {
    private static final JournalKey FIRST = new JournalKey(Lane.FIN, new UUID(1, 1), 1);
    private static final JournalKey SECOND = new JournalKey(Lane.FIN, new UUID(2, 2), 2);
    private static final MirrorNote NOTE = MirrorNote.of("acme", "store-7",
            List.of(new WrappedKey(0, "abc", new byte[]{1, 2, 3})));

    @TempDir
    private Path folder = Path.of("");

    @Test
    void whatWasAppendedIsReadAndItsKeysWithIt() throws IOException {
        try (var mirror = Mirror.anew(folder, NOTE)) {
            mirror.append(rows(FIRST, 1, 3));
            mirror.append(rows(FIRST, 4, 4));
        }
        assertEquals(List.of(1L, 2L, 3L, 4L), seqs());
        MirrorRow third = read().get(2);
        assertEquals("SaleStarted", third.type());
        assertArrayEquals(sealed(3), third.sealed());
        assertEquals(hash(3), third.hash());
        var note = new MirrorFolder(folder).note().orElseThrow();
        assertTrue(note.isOf("acme", "store-7") && !note.isOf("acme", "store-8"));
        assertArrayEquals(new byte[]{1, 2, 3}, note.wrapped().getFirst().sealed());
    }

    @Test
    void aTornEndCostsNothingThatWasWholeAndTheNextRunGoesOnInAFreshSegment() throws IOException {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        try (var mirror = Mirror.anew(folder, NOTE)) {
            mirror.append(rows(FIRST, 1, 5));
        }
        Path segment = folder.resolve("fin-00000001.mirror");
        byte[] whole = Files.readAllBytes(segment);
        Files.write(segment, Arrays.copyOf(whole, whole.length - 1 - random.nextInt(60)));
        assertEquals(List.of(1L, 2L, 3L, 4L), seqs(), "seed " + seed);
        MirrorSurvey there = MirrorSurvey.of(new MirrorFolder(folder));
        assertEquals(4, there.contents().rows());
        assertEquals(4, there.of(FIRST).orElseThrow().last());
        try (var mirror = Mirror.resume(folder, NOTE, there.contents())) {
            mirror.append(rows(FIRST, 5, 6));
        }
        assertEquals(List.of(1L, 2L, 3L, 4L, 5L, 6L), seqs());
        assertEquals(1, new MirrorFolder(folder).read((_, _) -> {}).torn().size());
    }

    @Test
    void recordsOfAnyLengthAreReadWhereTheyLie() throws IOException {
        var lengths = List.of(1, 70_000, 10, 200_000, 65_536);
        try (var mirror = Mirror.anew(folder, NOTE)) {
            for (int i = 0; i < lengths.size(); i++) {
                mirror.append(List.of(row(FIRST, i + 1, new byte[lengths.get(i)])));
            }
        }
        var places = new ArrayList<MirrorFolder.Place>();
        var read = new ArrayList<Integer>();
        var there = new MirrorFolder(folder);
        var _ = there.read((row, at) -> {
            read.add(row.sealed().length);
            places.add(at);
        });
        assertEquals(lengths, read);
        for (int i = lengths.size() - 1; i >= 0; i--) {
            assertEquals(lengths.get(i), there.row(places.get(i)).sealed().length);
        }
        assertThrows(IOException.class,
                () -> there.row(new MirrorFolder.Place(places.getFirst().segment(), 11)));
    }

    @Test
    void aSurveySaysHowFarEachJournalGoesAndWhereItsGapsAre() throws IOException {
        try (var mirror = Mirror.anew(folder, NOTE)) {
            mirror.append(rows(FIRST, 1, 4));
            mirror.append(rows(FIRST, 7, 9));
            mirror.append(rows(FIRST, 8, 8));
            mirror.append(rows(SECOND, 2, 3));
        }
        MirrorSurvey survey = MirrorSurvey.of(new MirrorFolder(folder));
        var first = survey.of(FIRST).orElseThrow();
        assertEquals(List.of(7L, 9L, 9L), List.of(first.first(), first.last(), first.highest()));
        assertEquals(2, survey.of(SECOND).orElseThrow().first());
        assertEquals(Optional.of(SECOND), survey.newest());
    }

    private MirrorFolder.Contents there() throws IOException {
        return MirrorSurvey.of(new MirrorFolder(folder)).contents();
    }

    @Test
    void roomThatAPowerCutLeavesBehindTheRecordsIsNoDamage() throws IOException {
        try (var mirror = Mirror.anew(folder, NOTE)) {
            mirror.append(rows(FIRST, 1, 2));
            mirror.append(rows(FIRST, 3, 3));
            Path segment = folder.resolve("fin-00000001.mirror");
            long open = Files.size(segment);
            mirror.append(rows(FIRST, 4, 4));
            assertEquals(open, Files.size(segment), "a record goes where there is room");
            assertEquals(List.of(1L, 2L, 3L, 4L), seqs());
            assertEquals(List.of(), new MirrorFolder(folder).read((_, _) -> {}).torn());
        }
        try (var mirror = Mirror.resume(folder, NOTE, there())) {
            mirror.append(rows(FIRST, 5, 5));
        }
        assertEquals(List.of(1L, 2L, 3L, 4L, 5L), seqs());
    }

    @Test
    void aByteThatChangedEndsItsSegmentAndNoOther() throws IOException {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        try (var mirror = Mirror.resume(folder, NOTE, there(), 1)) {
            mirror.append(rows(FIRST, 1, 1));
            mirror.append(rows(FIRST, 2, 2));
            mirror.append(rows(FIRST, 3, 3));
        }
        Path second = folder.resolve("fin-00000002.mirror");
        byte[] bytes = Files.readAllBytes(second);
        int at = MirrorFormat.MAGIC.length + random.nextInt(bytes.length - MirrorFormat.MAGIC.length);
        bytes[at] ^= (byte) (1 << random.nextInt(8));
        Files.write(second, bytes);
        assertEquals(List.of(1L, 3L), seqs(), "seed " + seed + ", byte " + at);
    }

    @Test
    void noiseIsNoRecord() throws IOException {
        long seed = new Random().nextLong();
        var noise = new byte[100_000];
        new Random(seed).nextBytes(noise);
        Files.write(folder.resolve("fin-00000001.mirror"), noise);
        assertEquals(List.of(), seqs(), "seed " + seed);
        Files.write(folder.resolve("fin-00000002.mirror"), MirrorFormat.MAGIC);
        Files.write(folder.resolve("fin-00000002.mirror"), noise, StandardOpenOption.APPEND);
        assertEquals(List.of(), seqs(), "seed " + seed);
    }

    @Test
    void segmentsGoOnceHeadOfficeHasAllTheirRows() throws IOException {
        try (var mirror = Mirror.resume(folder, NOTE, there(), 300)) {
            for (long seq = 1; seq <= 10; seq++) {
                mirror.append(rows(FIRST, seq, seq));
            }
            long before = segments();
            assertTrue(before >= 3, before + " segments");
            mirror.acknowledged(FIRST, 4);
            assertTrue(segments() < before);
            assertTrue(seqs().containsAll(List.of(5L, 6L, 7L, 8L, 9L, 10L)));
            mirror.acknowledged(SECOND, 100);
            assertTrue(seqs().contains(10L), "another journal's word");
            mirror.acknowledged(FIRST, 10);
            assertTrue(seqs().size() <= 1, "a segment of a few bytes stays open");
            assertEquals(1, segments());
        }
    }

    @Test
    void anotherJournalBeginsASegmentAndTheOldOnesGoWhenTheyAreNotNeeded() throws IOException {
        try (var mirror = Mirror.anew(folder, NOTE)) {
            mirror.append(rows(FIRST, 1, 2));
            mirror.append(rows(SECOND, 1, 1));
            assertEquals(3, read().size());
            mirror.onlyOf(SECOND);
            assertEquals(List.of(SECOND), read().stream().map(MirrorRow::journal).toList());
        }
    }

    @Test
    void whatWasBeforeStaysUntilTheNewOneIsWhole() throws IOException {
        try (var mirror = Mirror.anew(folder, NOTE)) {
            mirror.append(rows(FIRST, 1, 2));
        }
        try (var mirror = Mirror.anew(folder, NOTE)) {
            mirror.append(rows(FIRST, 1, 2));
            assertEquals(4, read().size());
            mirror.dropOlder();
            assertEquals(2, read().size());
        }
    }

    @Test
    void ofAnAttemptThatCameToNothingTheMirrorOfBeforeIsLeft() throws IOException {
        try (var mirror = Mirror.anew(folder, NOTE)) {
            mirror.append(rows(FIRST, 1, 3));
            mirror.dropOlder();
        }
        try (var attempt = Mirror.anew(folder, NOTE)) {
            attempt.append(rows(FIRST, 1, 2));
        }
        assertEquals(5, read().size(), "a recovery takes whatever there is");
        assertTrue(new MirrorFolder(folder).dropUnfinished());
        assertEquals(List.of(1L, 2L, 3L), seqs());
        assertFalse(new MirrorFolder(folder).dropUnfinished(), "what is whole stays");
        assertEquals(List.of(1L, 2L, 3L), seqs());
    }

    @Test
    void aMirrorThatWasClosedSaysSo() throws IOException {
        var mirror = Mirror.anew(folder, NOTE);
        mirror.close();
        assertThrows(IOException.class, () -> mirror.append(rows(FIRST, 1, 1)));
    }

    private long segments() throws IOException {
        return new MirrorFolder(folder).segments().size();
    }

    private List<MirrorRow> read() throws IOException {
        var rows = new ArrayList<MirrorRow>();
        var _ = new MirrorFolder(folder).read((row, _) -> rows.add(row));
        return rows;
    }

    private List<Long> seqs() throws IOException {
        return read().stream().map(MirrorRow::seq).toList();
    }

    private static List<MirrorRow> rows(JournalKey journal, long from, long to) {
        return LongStream.rangeClosed(from, to).mapToObj(seq -> row(journal, seq, sealed(seq))).toList();
    }

    private static MirrorRow row(JournalKey journal, long seq, byte[] sealed) {
        return new MirrorRow(journal, seq, new UUID(7, seq), "SaleStarted", 1, hash(seq - 1), hash(seq),
                sealed);
    }

    private static byte[] sealed(long seq) {
        return ("sealed " + seq).getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }

    private static Hash hash(long seq) {
        var bytes = new byte[Hash.LENGTH_BYTES];
        Arrays.fill(bytes, (byte) seq);
        return Hash.of(bytes);
    }
}
