package io.tillpost.edge.till;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.edge.journal.Origin;
import io.tillpost.edge.journal.Shelf;
import io.tillpost.edge.journal.TestKeys;
import io.tillpost.edge.journal.sqlite.SqliteJournal;
import io.tillpost.edge.till.KeptAnswers.Kept;
import io.tillpost.protocol.journal.IdSource;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// How long answers are kept, and how little of them.
class KeptAnswersTest {
    /// As an agent of before wrote them, on the one shelf that it had.
    private record Before(String fingerprint, int status, String contentType, Map<String, String> headers,
            byte[] body) {}

    private static final Shelf<Before> BEFORE = new Shelf<>("idempotency", Before.class);
    private static final String KEY = "of-the-sale";
    private static final String LATER = "of-a-later-one";
    private static final String LAST = "of-the-last-one";

    @TempDir
    private Path folder = Path.of("");
    private SqliteJournal journal;
    private KeptAnswers answers;

    @BeforeEach
    void open() {
        var clock = Clock.systemUTC();
        journal = SqliteJournal.open(folder, new Origin("acme", "acme-de", "store-7", "store-7-a",
                ZoneOffset.UTC, "0.1.0"), clock, IdSource.uuidV7(clock, new Random()), System::nanoTime,
                TestKeys.KEYS, TestKeys.RANDOM);
        answers = new KeptAnswers(journal);
        answers.look();
    }

    @AfterEach
    void close() {
        journal.close();
    }

    @Test
    void anAnswerIsKeptForAWeekOfRunningAtLeastAndForTwoAtMost() {
        keep(KEY, "first");
        run(KeptAnswers.HOURS - 1);
        keep(LATER, "an hour before the week ends");
        run(KeptAnswers.HOURS);
        assertEquals("first", said(KEY));
        assertEquals("an hour before the week ends", said(LATER), "a week old");
        keep(LAST, "an hour before the next one ends");
        run(1);
        assertNull(said(KEY), "two weeks old");
        assertNull(said(LATER));
        run(KeptAnswers.HOURS - 1);
        assertEquals("an hour before the next one ends", said(LAST));
        run(1);
        assertNull(said(LAST));
    }

    /// A box that is switched off at night counts the hours of its days.
    @Test
    void hoursCountOverRestarts() {
        keep(KEY, "first");
        for (int day = 0; day < 2 * KeptAnswers.HOURS / 8; day++) {
            assertEquals("first", said(KEY));
            run(8);
            close();
            open();
        }
        run(1);
        assertNull(said(KEY));
    }

    @Test
    void manyAreForgottenSomeAtATimeAndNoneOfThoseThatAreKeptMeanwhile() {
        for (int i = 0; i <= 2 * KeptAnswers.AT_ONCE; i++) {
            keep(UUID.randomUUID().toString(), "old");
        }
        run(KeptAnswers.HOURS);
        for (int i = 0; i < KeptAnswers.HOURS; i++) {
            answers.anHourLater();
        }
        for (int bites = 0; bites < 3; bites++) {
            keep(LATER + bites, "new");
            assertTrue(answers.forgetSome());
        }
        assertFalse(answers.forgetSome());
        assertFalse(answers.forgetSome(), "nothing more is past its time");
        assertEquals("new", said(LATER + 0));
    }

    @Test
    void whatVersionsBeforeHaveKeptIsGivenAgainAndForgottenInTimeAsWell() {
        journal.commit(unit -> {
            unit.put(BEFORE, KEY, new Before("asked", 200, "application/json", Map.of(),
                    "as it was".getBytes(StandardCharsets.UTF_8)));
            return true;
        });
        run(2 * KeptAnswers.HOURS - 1);
        assertEquals("as it was", said(KEY));
        run(1);
        assertNull(said(KEY));
    }

    /// As after a recovery from a file of which that record could not be read.
    @Test
    void whereItIsLostWhoseTurnItIsNothingIsForgottenBeforeItsTime() {
        run(KeptAnswers.HOURS + 50);
        keep(KEY, "on the second shelf");
        var turn = new Shelf<>("idempotency-turn", Map.class);
        journal.commit(unit -> {
            assertTrue(unit.find(turn, "now").isPresent());
            unit.clear(turn);
            return true;
        });
        close();
        open();
        run(KeptAnswers.HOURS - 1);
        assertEquals("on the second shelf", said(KEY));
        run(1);
        assertNull(said(KEY));
    }

    @Test
    void theLinesOfACartAreAlikeAndTakeLittleRoom() {
        var cart = new StringBuilder("{\"lines\":[");
        for (int line = 1; line <= 20; line++) {
            cart.append("{\"line\":").append(line).append(",\"sku\":\"").append(line * 7_919)
                    .append("\",\"description\":\"Article number ").append(line)
                    .append("\",\"quantityThousandths\":1000,\"unitPrice\":{\"minor\":").append(line * 137)
                    .append(",\"currency\":\"EUR\"},\"taxRate\":1900,\"salesClass\":\"home\",\"discounts\":[]},");
        }
        String body = cart.append("]}").toString();
        Kept kept = kept(body);
        assertTrue(Objects.requireNonNull(kept.packed()).length < body.length() / 4);
        assertNull(kept.body());
        assertArrayEquals(body.getBytes(StandardCharsets.UTF_8), kept.answer().body());
        assertNull(kept("{}").packed(), "it would gain nothing");
    }

    private void run(int hours) {
        for (int i = 0; i < hours; i++) {
            answers.anHourLater();
            while (answers.forgetSome()) {
                // Nobody sells meanwhile.
            }
        }
    }

    private void keep(String key, String body) {
        journal.commit(unit -> {
            answers.keep(unit, key, kept(body));
            return true;
        });
    }

    private static Kept kept(String body) {
        return Kept.of("asked", new Answer(200, "application/json", Map.of(),
                body.getBytes(StandardCharsets.UTF_8)));
    }

    private @org.jspecify.annotations.Nullable String said(String key) {
        return journal.read(view -> answers.find(view, key))
                .map(kept -> new String(kept.answer().body(), StandardCharsets.UTF_8))
                .orElse(null);
    }
}
