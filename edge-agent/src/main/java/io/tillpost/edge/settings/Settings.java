package io.tillpost.edge.settings;

import io.tillpost.edge.journal.Journal;
import io.tillpost.edge.journal.JournalClosedException;
import io.tillpost.edge.journal.Shelf;
import io.tillpost.edge.journal.Stamp;
import io.tillpost.edge.journal.View;
import io.tillpost.protocol.event.ConfigApplied;
import io.tillpost.protocol.failpoint.Failpoints;
import io.tillpost.protocol.journal.Sha256;
import io.tillpost.protocol.json.MalformedJsonException;
import io.tillpost.protocol.sync.ConfigPointer;
import io.tillpost.protocol.sync.StoreSettings;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The configuration of head office on this box. A pointer is judged, its bundle fetched, written to a draft, compared
/// with the pointer, checked by the box's own rules, and renamed; then it counts, together with its event. Whatever goes
/// wrong on the way leaves what counted before. Versions only rise. Safe for use by all threads.
public final class Settings implements AutoCloseable {
    private static final Logger LOG = System.getLogger(Settings.class.getName());
    private static final Shelf<Applied> APPLIED = new Shelf<>("head-office-settings", Applied.class);
    private static final String NOW = "now";
    private static final String WHAT = "configuration";
    private static final long RETRY_MIN_S = 5;
    private static final long RETRY_MAX_S = 600;

    private final Parts parts;
    private final BundleFiles files;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Thread thread;
    private final long sinceStart;
    private volatile Consumer<StoreSettings> listener = _ -> {};
    private volatile Counting counting;
    private @Nullable String offered;
    private @Nullable String settled;
    private @Nullable Long waitingFor;
    private @Nullable String trouble;
    private int failures;
    private long asked;
    private long answered;
    private volatile boolean closed;

    /// What it works with.
    ///
    /// @param folder for bundles
    /// @param system who and when for what the agent itself does
    /// @param check judges pointers
    /// @param rules throws [IllegalArgumentException] for settings that this box cannot have
    public record Parts(Journal journal, Path folder, Function<View, Stamp> system, PointerCheck check,
            Bundles bundles, Consumer<StoreSettings> rules, Alarm alarm, Clock clock,
            Failpoints failpoints) {}

    /// One try at a pointer. It answers those who asked before it began.
    private record Try(String compact, long asked) {}

    private record Counting(@Nullable Applied applied, StoreSettings settings) {
        long version() {
            return applied == null ? 0 : applied.version();
        }
    }

    private Settings(Parts parts) {
        this.parts = parts;
        this.files = new BundleFiles(parts.folder);
        this.counting = loaded();
        this.sinceStart = counting.version();
        this.thread = Thread.ofPlatform().name("settings").daemon().unstarted(this::loop);
        files.keepOnly(counting.version());
    }

    /// Loads what counted last. Fetches nothing yet. A bundle that is damaged counts no more and is fetched again; until
    /// then the box has its own file alone.
    public static Settings open(Parts parts) {
        return new Settings(parts);
    }

    private Counting loaded() {
        Optional<Applied> last = parts.journal.read(view -> view.find(APPLIED, NOW));
        if (last.isEmpty()) {
            return new Counting(null, StoreSettings.NONE);
        }
        try {
            byte[] bundle = files.read(last.get().version());
            if (Sha256.of(bundle).toString().equals(last.get().sha256())) {
                return new Counting(last.get(), checked(bundle));
            }
            parts.alarm.raise("configuration-damaged",
                    "the file of version " + last.get().version() + " is not what was applied");
        } catch (IOException | IllegalArgumentException | MalformedJsonException e) {
            parts.alarm.raise("configuration-damaged",
                    "version " + last.get().version() + " cannot be used: " + e.getMessage());
        }
        return new Counting(null, StoreSettings.NONE);
    }

    private StoreSettings checked(byte[] bundle) {
        var settings = StoreSettings.read(bundle);
        parts.rules.accept(settings);
        return settings;
    }

    /// Begins to fetch what is offered.
    ///
    /// @param hearer told of each version that begins to count, after it is durable
    public void start(Consumer<StoreSettings> hearer) {
        listener = hearer;
        thread.start();
    }

    /// What counts.
    public StoreSettings now() {
        return counting.settings;
    }

    /// Its version, 0 if head office has set nothing.
    public long version() {
        return counting.version();
    }

    /// A pointer came; nothing of it is proven. Returns at once. The last one that came is looked at.
    public void offer(String compact) {
        lock.lock();
        try {
            if (!compact.equals(settled)) {
                offered = compact;
                failures = 0;
                asked++;
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /// Tries at once what is waiting, and waits for what comes of it, at most so long. A try that has begun already does
    /// not count: it may have met what has just been put right. Returns how things stand; that it still goes on is a trouble.
    public SettingsStatus applyNow(long mostMs) throws InterruptedException {
        lock.lock();
        try {
            long left = TimeUnit.MILLISECONDS.toNanos(mostMs);
            long mine = ++asked;
            changed.signalAll();
            while (offered != null && answered < mine && left > 0) {
                left = changed.awaitNanos(left);
            }
            return offered == null || answered >= mine
                    ? status(trouble)
                    : status("what is offered is still being tried after " + mostMs + " ms");
        } finally {
            lock.unlock();
        }
    }

    /// How things stand.
    public SettingsStatus status() {
        lock.lock();
        try {
            return status(trouble);
        } finally {
            lock.unlock();
        }
    }

    private SettingsStatus status(@Nullable String with) {
        Counting now = counting;
        Applied applied = now.applied;
        return applied == null
                ? new SettingsStatus(0, null, null, null, sinceStart, now.settings, waitingFor, with)
                : new SettingsStatus(applied.version(), applied.sha256(), applied.rollbackTo(), applied.at(),
                        sinceStart, now.settings, waitingFor, with);
    }

    private void loop() {
        try {
            while (!closed) {
                take(next());
            }
        } catch (InterruptedException | JournalClosedException e) {
            LOG.log(Level.DEBUG, "no more configurations are taken", e);
        }
    }

    /// The try that is next, as soon as it is time.
    private Try next() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = pauseNanos();
            while (offered == null || (asked == answered && left > 0)) {
                if (offered == null) {
                    changed.await();
                    left = pauseNanos();
                } else {
                    left = changed.awaitNanos(left);
                }
            }
            return new Try(offered, asked);
        } finally {
            lock.unlock();
        }
    }

    private long pauseNanos() {
        long seconds = Math.min(RETRY_MAX_S, RETRY_MIN_S << Math.min(failures, 7));
        return failures == 0 ? 0 : TimeUnit.SECONDS.toNanos(seconds);
    }

    private void take(Try one) {
        Outcome outcome;
        try {
            outcome = judged(one.compact);
        } catch (JournalClosedException e) {
            throw e;
        } catch (RuntimeException | Error e) {
            // Also where memory was short for a moment, or the disk was full: this thread has to outlive it.
            LOG.log(Level.ERROR, "configuration: a bundle failed, and is tried again", e);
            outcome = new Outcome("it failed: " + e, null);
        }
        done(one, outcome.again, outcome.wrong);
    }

    /// What came of a try.
    ///
    /// @param again why it has to be made once more; absent if it need not
    /// @param wrong why what is offered is not taken; absent if it is
    private record Outcome(@Nullable String again, @Nullable String wrong) {}

    private Outcome judged(String compact) {
        try {
            return new Outcome(tried(compact), null);
        } catch (PointerCheck.ForgedException e) {
            return new Outcome(null,
                    refused("configuration-forged", "a pointer is not believed: " + e.getMessage()));
        } catch (UnusableBundleException e) {
            return new Outcome(null, refused("configuration-refused", String.valueOf(e.getMessage())));
        }
    }

    /// Returns why it has to be tried again, or nothing.
    private @Nullable String tried(String compact)
            throws PointerCheck.ForgedException, UnusableBundleException {
        ConfigPointer pointer;
        try {
            pointer = parts.check.proven(compact);
        } catch (IOException e) {
            return "a pointer cannot be judged yet: " + e.getMessage();
        }
        if (!isNews(pointer)) {
            return null;
        }
        waiting(pointer.version());
        byte[] bundle;
        try {
            bundle = parts.bundles.fetch(pointer.path(), StoreSettings.MAX_BYTES);
        } catch (IOException e) {
            return "version " + pointer.version() + " cannot be fetched: " + e.getMessage();
        }
        try {
            files.stage(bundle);
            apply(pointer, files.staged());
        } catch (IOException e) {
            files.dropDraft();
            parts.alarm.raise("configuration-not-kept",
                    "version " + pointer.version() + " cannot be written: " + e);
            return "version " + pointer.version() + " cannot be written: " + e;
        }
        return null;
    }

    /// Versions only rise; what was applied is left alone.
    private boolean isNews(ConfigPointer pointer) throws UnusableBundleException {
        Optional<Applied> last = parts.journal.read(view -> view.find(APPLIED, NOW));
        long known = last.map(Applied::version).orElse(0L);
        if (pointer.version() > known) {
            return true;
        }
        if (pointer.version() < known) {
            LOG.log(Level.INFO, "configuration: version {0} is older than {1}, which was applied",
                    pointer.version(), known);
            return false;
        }
        if (!last.orElseThrow().sha256().equals(pointer.sha256().toString())) {
            throw new UnusableBundleException("head office has another version " + known
                    + " than the one that was applied");
        }
        // Its file may have been found damaged.
        return counting.version() != known;
    }

    private void apply(ConfigPointer pointer, byte[] bundle) throws IOException, UnusableBundleException {
        String hash = Sha256.of(bundle).toString();
        if (bundle.length != pointer.sizeBytes() || !hash.equals(pointer.sha256().toString())) {
            throw unusable(pointer, bundle.length + " bytes with SHA-256 " + hash + " came, expected "
                    + pointer.sizeBytes() + " with " + pointer.sha256());
        }
        StoreSettings settings;
        try {
            settings = checked(bundle);
        } catch (MalformedJsonException e) {
            throw unusable(pointer, "at '" + e.pointer() + "': " + e.getMessage());
        } catch (IllegalArgumentException e) {
            throw unusable(pointer, String.valueOf(e.getMessage()));
        }
        parts.failpoints.reached("settings.before-rename");
        files.commit(pointer.version());
        parts.failpoints.reached("settings.before-commit");
        var applied = new Applied(pointer.version(), hash, pointer.rollbackTo(), parts.clock.instant());
        // Before the commit: what is committed and does not count here would be committed again.
        var next = new Counting(applied, settings);
        var _ = parts.journal.commit(unit -> {
            unit.put(APPLIED, NOW, applied);
            return unit.append(parts.system.apply(unit), new ConfigApplied(WHAT, applied.version(), hash));
        });
        parts.failpoints.reached("settings.after-commit");
        counting = next;
        files.keepOnly(applied.version());
        parts.alarm.settle();
        listener.accept(settings);
    }

    private UnusableBundleException unusable(ConfigPointer pointer, String why) {
        files.dropDraft();
        return new UnusableBundleException("version " + pointer.version() + " is not applied: " + why);
    }

    private String refused(String kind, String evidence) {
        LOG.log(Level.WARNING, "configuration: {0}", evidence);
        parts.alarm.raise(kind, evidence);
        return evidence;
    }

    private void waiting(long version) {
        lock.lock();
        try {
            waitingFor = version;
        } finally {
            lock.unlock();
        }
    }

    private void done(Try one, @Nullable String again, @Nullable String wrong) {
        lock.lock();
        try {
            trouble = wrong == null ? again : wrong;
            if (!one.compact.equals(offered)) {
                return;
            }
            answered = one.asked;
            if (again == null) {
                offered = null;
                settled = one.compact;
                waitingFor = null;
            } else {
                failures++;
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private static final class UnusableBundleException extends Exception {
        private static final long serialVersionUID = 1L;

        UnusableBundleException(String message) {
            super(message);
        }
    }

    /// Fetches nothing more.
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            if (thread.isAlive()) {
                thread.join(TimeUnit.SECONDS.toMillis(RETRY_MIN_S));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
