package io.tillpost.edge.till;

import io.tillpost.edge.journal.Journal;
import io.tillpost.edge.journal.JournalClosedException;
import io.tillpost.edge.journal.JournalDamagedException;
import io.tillpost.edge.journal.JournalRefusedException;
import io.tillpost.edge.journal.Shelf;
import io.tillpost.edge.journal.UnitOfWork;
import io.tillpost.edge.journal.View;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/// What was answered, by idempotency key, for a week at least and two at most. Two shelves take turns: answers are put on the
/// one for a week, then the other one, which nothing was put on meanwhile, is emptied and takes over. Weeks are counted in
/// hours that the agent has run, so a clock that is wrong, anywhere, makes no answer older than it is.
public final class KeptAnswers implements AutoCloseable {
    private static final Logger LOG = System.getLogger(KeptAnswers.class.getName());
    /// A till repeats within minutes; a program that lay switched off with an unanswered request does at its next start, after
    /// the longest row of holidays.
    static final int HOURS = 7 * 24;
    /// A sale that comes meanwhile waits for so many: some milliseconds.
    static final int AT_ONCE = 50;
    /// To pack less takes longer (some 50 µs) than to seal and write it.
    private static final int LEAST_BYTES = 512;
    private static final long HOUR_MS = TimeUnit.HOURS.toMillis(1);
    private static final long BREATH_MS = 1_000;

    /// All answers of versions before lie on this one.
    private static final Shelf<Kept> FIRST = new Shelf<>("idempotency", Kept.class);
    private static final Shelf<Kept> SECOND = new Shelf<>("idempotency-2", Kept.class);
    private static final Shelf<Turn> TURN = new Shelf<>("idempotency-turn", Turn.class);
    private static final String NOW = "now";

    private final Journal journal;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread;
    private volatile Turn turn = Turn.BEGINNING;

    public KeptAnswers(Journal journal) {
        this.journal = journal;
        this.thread = Thread.ofVirtual().name("forget-answers").unstarted(this::loop);
    }

    /// What was answered, and to what.
    ///
    /// @param body as it went out; absent where it is `packed`
    record Kept(String fingerprint, int status, String contentType, Map<String, String> headers,
            byte @Nullable [] body, byte @Nullable [] packed) {
        static Kept of(String fingerprint, Answer answer) {
            boolean pays = answer.body().length >= LEAST_BYTES;
            return new Kept(fingerprint, answer.status(), answer.contentType(), answer.headers(),
                    pays ? null : answer.body(), pays ? pack(answer.body()) : null);
        }

        Answer answer() {
            byte[] whole = packed == null ? body : unpack(packed);
            return new Answer(status, contentType, headers, whole == null ? new byte[0] : whole);
        }
    }

    /// Which shelf answers are put on.
    ///
    /// @param hours for how long that was so
    private record Turn(boolean second, int hours) {
        static final Turn BEGINNING = new Turn(false, 0);

        Shelf<Kept> younger() {
            return second ? SECOND : FIRST;
        }

        Shelf<Kept> older() {
            return second ? FIRST : SECOND;
        }

        boolean isOver() {
            return hours >= HOURS;
        }

        Turn anHourLater() {
            return isOver() ? this : new Turn(second, hours + 1);
        }

        Turn next() {
            return new Turn(!second, 0);
        }
    }

    Optional<Kept> find(View view, String key) {
        Turn now = turn;
        return view.find(now.younger(), key).or(() -> view.find(now.older(), key));
    }

    void keep(UnitOfWork unit, String key, Kept kept) {
        unit.put(turn.younger(), key, kept);
    }

    /// Goes on where the last run stopped, and forgets on a thread of its own. Once, before anything is answered, and after a
    /// recovery has brought the records back.
    public void start() {
        look();
        thread.start();
    }

    /// Which shelf's turn it is.
    void look() {
        turn = journal.read(KeptAnswers::now);
    }

    private void loop() {
        while (!rested(HOUR_MS)) {
            try {
                anHourLater();
                while (forgetSome() && !rested(BREATH_MS)) {
                    // Between two bites others write.
                }
            } catch (JournalRefusedException e) {
                LOG.log(Level.INFO, "old answers are forgotten later: {0}", e.getMessage());
            } catch (JournalDamagedException e) {
                LOG.log(Level.ERROR, "old answers are not forgotten: {0}", e.getMessage());
            } catch (JournalClosedException e) {
                return;
            }
        }
    }

    /// The agent has run for one more hour.
    void anHourLater() {
        turn = journal.commit(unit -> {
            Turn later = now(unit).anHourLater();
            unit.put(TURN, NOW, later);
            return later;
        });
    }

    /// Forgets some answers that are past their time; false if there are none.
    boolean forgetSome() {
        Turn before = turn;
        turn = journal.commit(unit -> {
            Turn now = now(unit);
            if (!now.isOver() || unit.clear(now.older(), AT_ONCE) > 0) {
                return now;
            }
            unit.put(TURN, NOW, now.next());
            return now.next();
        });
        return before.isOver() && turn.equals(before);
    }

    /// Where that is lost nothing is forgotten before its time: a shelf is emptied after a whole turn of the other one.
    private static Turn now(View view) {
        return view.find(TURN, NOW).orElse(Turn.BEGINNING);
    }

    private boolean rested(long millis) {
        try {
            return stop.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            return true;
        }
    }

    private static byte[] pack(byte[] body) {
        var packed = new ByteArrayOutputStream();
        try (var deflating = new DeflaterOutputStream(packed)) {
            deflating.write(body);
        } catch (IOException e) {
            throw new UncheckedIOException("packing in memory", e);
        }
        return packed.toByteArray();
    }

    private static byte[] unpack(byte[] packed) {
        try (var inflating = new InflaterInputStream(new ByteArrayInputStream(packed))) {
            return inflating.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("unpacking in memory", e);
        }
    }

    /// Forgets nothing any more; the next start goes on.
    @Override
    public void close() {
        stop.countDown();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
