package io.tillpost.edge.catalog.https;

import io.tillpost.edge.catalog.AppliedCatalog;
import io.tillpost.edge.catalog.Catalog;
import io.tillpost.edge.catalog.CatalogFormat;
import io.tillpost.edge.decision.Decision;
import io.tillpost.edge.https.Reply;
import io.tillpost.edge.journal.Journal;
import io.tillpost.edge.journal.Shelf;
import io.tillpost.edge.journal.Stamp;
import io.tillpost.edge.journal.UnitOfWork;
import io.tillpost.protocol.event.IncidentRaised;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Brings the store the catalogue that head office has for it. Selling never waits for it. One thread at a time pulls.
public final class HeadOfficeCatalog implements AutoCloseable {
    private static final Logger LOG = System.getLogger(HeadOfficeCatalog.class.getName());
    private static final Shelf<Taken> TAKEN = new Shelf<>("head-office-catalog", Taken.class);
    private static final Shelf<Rejected> REJECTED = new Shelf<>("head-office-catalog-refused",
            Rejected.class);
    private static final String LAST = "last";
    private static final String VERSION = "[0-9]{1,18}";

    private final HeadOffice headOffice;
    private final long pollNanos;
    private final Catalog catalog;
    private final Journal journal;
    private final Function<UnitOfWork, Stamp> system;
    private final RandomGenerator random;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;
    /// Not asked for again before a restart, which may bring software or settings that take it.
    private @Nullable String rejected;
    private boolean away;
    private @Nullable String told;

    /// The last catalogue of head office that was applied.
    ///
    /// @param version head office's
    /// @param applied this store's
    private record Taken(long version, String sha256, long applied) {}

    /// The last one that was not; people have been told.
    private record Rejected(String sha256) {}

    private HeadOfficeCatalog(HeadOfficeSettings settings, Catalog catalog, Journal journal,
            Function<UnitOfWork, Stamp> system, LongSupplier nanos, RandomGenerator random) {
        this.headOffice = new HeadOffice(settings, nanos, "catalog:read");
        this.pollNanos = settings.poll().toNanos();
        this.catalog = catalog;
        this.journal = journal;
        this.system = system;
        this.random = random;
        this.thread = Thread.ofPlatform().name("head-office-catalog").daemon().unstarted(this::loop);
    }

    /// Asks nobody yet.
    ///
    /// @param system the envelope of what the agent itself does
    /// @param nanos monotonic time
    public static HeadOfficeCatalog open(HeadOfficeSettings settings, Catalog catalog, Journal journal,
            Function<UnitOfWork, Stamp> system, LongSupplier nanos, RandomGenerator random) {
        return new HeadOfficeCatalog(settings, catalog, journal, system, nanos, random);
    }

    /// Pulls at once and then every few minutes, on a thread of its own.
    public void start() {
        thread.start();
    }

    private void loop() {
        try {
            do {
                pullOrLog();
            } while (!closed.await(pause(), TimeUnit.NANOSECONDS));
        } catch (InterruptedException e) {
            // Only close() ends this thread, and it does not interrupt.
            LOG.log(Level.DEBUG, "interrupted", e);
        }
    }

    private void pullOrLog() {
        try {
            var _ = pullOnce();
        } catch (RuntimeException | Error e) {
            LOG.log(Level.ERROR, "catalogue: a pull failed, and is tried again", e);
        }
    }

    /// Three to five quarters of the interval: stores that came back together do not stay together.
    private long pause() {
        return random.nextLong(pollNanos / 4 * 3, pollNanos / 4 * 5);
    }

    /// Asks head office once, and applies what is new. One thread after the other.
    public synchronized Pulled pullOnce() {
        Pulled pulled;
        try {
            pulled = pull();
        } catch (UnusableAnswerException e) {
            pulled = new Pulled.Refused(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            pulled = new Pulled.Unreachable(String.valueOf(e.getMessage()));
        }
        tell(pulled);
        return pulled;
    }

    private Pulled pull() throws IOException {
        Optional<Taken> taken = journal.read(view -> view.find(TAKEN, LAST));
        List<String> known = known(taken);
        Reply answer = headOffice.catalog(known);
        return switch (answer.status()) {
            case 200 -> take(answer, known, taken);
            case 304 -> new Pulled.Unchanged();
            case 404 -> new Pulled.NothingYet();
            default -> new Pulled.Refused(
                    "head office answers " + answer.status() + " when asked for the catalogue");
        };
    }

    /// What counts; what head office had before a catalogue was handed in here, unless it was lost; and what was refused.
    private List<String> known(Optional<Taken> taken) {
        var known = new ArrayList<String>();
        catalog.applied().ifPresent(applied -> {
            known.add(applied.sha256());
            taken.filter(last -> last.applied <= applied.version()).ifPresent(last -> known.add(last.sha256));
        });
        if (rejected != null) {
            known.add(rejected);
        }
        return known.stream().distinct().toList();
    }

    private Pulled take(Reply answer, List<String> known, Optional<Taken> taken) {
        String sha256 = Catalog.sha256(answer.body());
        String tag = answer.header("ETag").orElse("");
        if (!tag.equals("\"" + sha256 + "\"")) {
            return new Pulled.Refused("the content that came is " + sha256 + ", expected " + tag);
        }
        String version = answer.header("Catalog-Version").orElse("");
        if (!version.matches(VERSION)) {
            return new Pulled.Refused("Catalog-Version is '" + version + "', expected a number");
        }
        return known.contains(sha256)
                ? new Pulled.Unchanged()
                : take(Long.parseLong(version), sha256, answer, taken);
    }

    private Pulled take(long version, String sha256, Reply answer, Optional<Taken> taken) {
        long newest = taken.map(Taken::version).orElse(0L);
        if (version < newest) {
            return reject(version, sha256, "version " + newest + " was applied already");
        }
        var format = CatalogFormat.of(answer.header("Content-Type").orElse(""));
        return switch (catalog.prepare(format, answer.body())) {
            case Decision.Accepted<Catalog.Candidate>(var candidate) -> apply(version, candidate);
            case Decision.Refused<Catalog.Candidate>(_, var detail) -> reject(version, sha256, detail);
        };
    }

    private Pulled apply(long version, Catalog.Candidate candidate) {
        AppliedCatalog applied = journal.commit(unit -> {
            AppliedCatalog now = catalog.apply(unit, candidate, system.apply(unit), version);
            unit.put(TAKEN, LAST, new Taken(version, now.sha256(), now.version()));
            return now;
        });
        catalog.show(applied, candidate);
        rejected = null;
        LOG.log(Level.INFO, "catalogue: version {0} of head office counts now, {1} articles",
                Long.toString(version), applied.articles());
        return new Pulled.Applied(applied);
    }

    private Pulled reject(long version, String sha256, String detail) {
        String evidence = "version " + version + " of head office: " + detail;
        var _ = journal.commit(unit -> {
            boolean fresh = unit.find(REJECTED, LAST).filter(last -> last.sha256.equals(sha256)).isEmpty();
            if (fresh) {
                unit.put(REJECTED, LAST, new Rejected(sha256));
                var _ = unit.append(system.apply(unit),
                        new IncidentRaised("catalog-refused", "catalog", evidence));
            }
            return fresh;
        });
        rejected = sha256;
        return new Pulled.Refused(evidence);
    }

    /// Once when it is so, not at every pull.
    private void tell(Pulled pulled) {
        if (pulled instanceof Pulled.Unreachable(var detail)) {
            if (!away && closed.getCount() > 0) {
                LOG.log(Level.INFO, "catalogue: head office cannot be reached: {0}", detail);
                away = true;
            }
            return;
        }
        if (away) {
            LOG.log(Level.INFO, "catalogue: head office can be reached again");
            away = false;
        }
        if (!(pulled instanceof Pulled.Refused(var detail))) {
            told = null;
        } else if (!detail.equals(told)) {
            LOG.log(Level.WARNING, "catalogue: {0}", detail);
            told = detail;
        }
    }

    /// Stops asking. What is being applied is applied first.
    @Override
    public void close() {
        closed.countDown();
        headOffice.close();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
