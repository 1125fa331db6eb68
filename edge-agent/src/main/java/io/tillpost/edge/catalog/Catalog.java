package io.tillpost.edge.catalog;

import io.tillpost.edge.decision.Decision;
import io.tillpost.edge.decision.Reason;
import io.tillpost.edge.journal.Journal;
import io.tillpost.edge.journal.Shelf;
import io.tillpost.edge.journal.Stamp;
import io.tillpost.edge.journal.UnitOfWork;
import io.tillpost.protocol.event.ConfigApplied;
import io.tillpost.protocol.event.IncidentRaised;
import io.tillpost.protocol.journal.Sha256;
import io.tillpost.protocol.money.Money;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Collections;
import java.util.Currency;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The store's catalogue. A file is kept as it came, under its own hash; which one counts is a record in the journal, so
/// that a crash leaves the old or the new one, never a mixture. Safe for use by all threads; look-ups take no lock.
public final class Catalog {
    private static final Logger LOG = System.getLogger(Catalog.class.getName());
    /// What the catalogue is called as a configuration.
    static final String NAME = "catalog";
    /// The series of its versions in this store.
    static final String VERSIONS = "catalog";

    private static final Shelf<AppliedCatalog> APPLIED = new Shelf<>("catalog-applied", AppliedCatalog.class);
    private static final String NOW = "now";
    private static final String BEFORE = "before";

    private final Journal journal;
    private final Currency currency;
    private volatile List<WeighedBarcode> labels;
    private final CatalogReader reader;
    private final Clock clock;
    /// One thread at a time writes and deletes files. Never taken on the journal's thread.
    private final ReentrantLock folder = new ReentrantLock();
    private final CatalogFiles files;
    /// Whose files are on disk and may yet be applied: as long as somebody holds them.
    private final Set<Candidate> candidates = Collections.newSetFromMap(new WeakHashMap<>());
    /// The versions whose files were damaged when this catalogue was opened.
    private final Set<Long> damaged = new HashSet<>();
    private volatile Loaded loaded = new Loaded(null, List.of(), new ArticleIndex(List.of()));

    /// What look-ups find.
    ///
    /// @param applied absent: nothing was ever applied, or all of it is damaged
    private record Loaded(@Nullable AppliedCatalog applied, List<QuickKey> quickKeys, ArticleIndex index) {}

    private Catalog(Journal journal, CatalogFiles files, Currency currency, List<WeighedBarcode> labels,
            Clock clock) {
        this.journal = journal;
        this.currency = currency;
        this.labels = List.copyOf(labels);
        this.files = files;
        this.reader = new CatalogReader(currency);
        this.clock = clock;
    }

    /// Loads what counted last. A file that is damaged is reported as an incident, and the one before it counts.
    ///
    /// @param folder for the files, made if it is not there
    /// @param labels of the store's scales
    /// @param system the envelope of what the agent itself does
    public static Catalog open(Journal journal, Path folder, Currency currency, Clock clock,
            List<WeighedBarcode> labels, Supplier<Stamp> system) throws IOException {
        var catalog = new Catalog(journal, new CatalogFiles(folder), currency, labels, clock);
        catalog.load(system);
        catalog.tidy();
        return catalog;
    }

    private void load(Supplier<Stamp> system) {
        for (String which : List.of(NOW, BEFORE)) {
            Optional<AppliedCatalog> applied = journal.read(view -> view.find(APPLIED, which));
            if (applied.isEmpty()) {
                return;
            }
            Optional<CatalogContent> content = content(applied.get());
            if (content.isPresent()) {
                loaded = new Loaded(applied.get(), content.get().quickKeys(),
                        new ArticleIndex(content.get().articles()));
                return;
            }
            damaged.add(applied.get().version());
            String evidence = "the file of version " + applied.get().version()
                    + " is missing or is not what was applied";
            LOG.log(Level.ERROR, "catalogue: {0}", evidence);
            Stamp stamp = system.get();
            var _ = journal.commit(unit -> unit.append(stamp,
                    new IncidentRaised("catalog-damaged", "catalog", evidence)));
        }
    }

    private Optional<CatalogContent> content(AppliedCatalog applied) {
        try {
            byte[] file = files.read(applied.sha256());
            return sha256(file).equals(applied.sha256())
                    && reader.read(applied.format(),
                            file) instanceof Decision.Accepted<CatalogContent>(var content)
                                    ? Optional.of(content)
                                    : Optional.empty();
        } catch (IOException e) {
            LOG.log(Level.ERROR, "catalogue: file " + applied.sha256() + " cannot be read", e);
            return Optional.empty();
        }
    }

    /// From now on these are the labels of the store's scales.
    public void labels(List<WeighedBarcode> now) {
        labels = List.copyOf(now);
    }

    /// What a file is known by: its hash in lower-case hex.
    public static String sha256(byte[] file) {
        return Sha256.of(file).toString();
    }

    /// A catalogue that may be applied: read, checked, indexed, and on disk.
    public static final class Candidate {
        private final CatalogFormat format;
        private final String sha256;
        private final List<QuickKey> quickKeys;
        private final ArticleIndex index;

        private Candidate(CatalogFormat format, String sha256, CatalogContent content) {
            this.format = format;
            this.sha256 = sha256;
            this.quickKeys = content.quickKeys();
            this.index = new ArticleIndex(content.articles());
        }
    }

    /// Reads and checks a file, and writes it to disk. Nothing counts yet. What the memory of this agent does not hold is
    /// refused like what is wrong.
    public Decision<Candidate> prepare(CatalogFormat format, byte[] file) {
        try {
            return reader.read(format, file).then(content -> Decision.accept(kept(format, file, content)));
        } catch (OutOfMemoryError | StackOverflowError e) {
            LOG.log(Level.ERROR, "catalogue: a file of " + file.length + " bytes cannot be read", e);
            return Decision.refuse(Reason.CATALOG_NOT_VALID,
                    "nothing was applied: the agent's memory does not hold what " + file.length
                            + " bytes of catalogue need beside the one that counts");
        }
    }

    private Candidate kept(CatalogFormat format, byte[] file, CatalogContent content) {
        var candidate = new Candidate(format, sha256(file), content);
        folder.lock();
        try {
            candidates.add(candidate);
            files.write(candidate.sha256, file);
        } finally {
            folder.unlock();
        }
        return candidate;
    }

    /// Makes a candidate the catalogue that counts; [#show] has to follow once the unit is committed.
    ///
    /// @param headOfficeVersion absent: it was handed in at the store
    public AppliedCatalog apply(UnitOfWork unit, Candidate candidate, Stamp stamp,
            @Nullable Long headOfficeVersion) {
        Optional<AppliedCatalog> before = unit.find(APPLIED, NOW);
        before.ifPresent(earlier -> unit.taken(VERSIONS, earlier.version()));
        var applied = new AppliedCatalog(unit.next(VERSIONS), candidate.sha256,
                candidate.format, candidate.index.size(), clock.instant(), headOfficeVersion);
        // What is damaged is no way back; the one before it still is.
        before.filter(earlier -> !damaged.contains(earlier.version()))
                .ifPresent(earlier -> unit.put(APPLIED, BEFORE, earlier));
        unit.put(APPLIED, NOW, applied);
        var _ = unit.append(stamp, new ConfigApplied(NAME, applied.version(), applied.sha256()));
        return applied;
    }

    /// From now on look-ups find what was applied, unless they find a later one already.
    public void show(AppliedCatalog applied, Candidate candidate) {
        folder.lock();
        try {
            AppliedCatalog shown = loaded.applied;
            if (shown == null || shown.version() < applied.version()) {
                loaded = new Loaded(applied, candidate.quickKeys, candidate.index);
            }
            candidates.remove(candidate);
        } finally {
            folder.unlock();
        }
        tidy();
    }

    /// Deletes the files that nobody needs any more.
    private void tidy() {
        folder.lock();
        try {
            var needed = new HashSet<String>();
            // Before the journal is asked: what is applied meanwhile is still a candidate here.
            candidates.forEach(candidate -> needed.add(candidate.sha256));
            for (String which : List.of(NOW, BEFORE)) {
                journal.read(view -> view.find(APPLIED, which))
                        .ifPresent(applied -> needed.add(applied.sha256()));
            }
            files.keepOnly(needed);
        } finally {
            folder.unlock();
        }
    }

    /// Which catalogue look-ups find, if there is one.
    public Optional<AppliedCatalog> applied() {
        return Optional.ofNullable(loaded.applied);
    }

    /// The article with this number or barcode, or else the one that a scale's label is for: that whose number is the
    /// label's, with its leading zeros or without.
    public Optional<Scan> find(String code) {
        ArticleIndex index = loaded.index;
        return index.find(code).map(article -> new Scan(article, null, null)).or(() -> label(index, code));
    }

    private Optional<Scan> label(ArticleIndex index, String code) {
        return labels.stream().filter(label -> label.reads(code)).findFirst().flatMap(label -> {
            String number = label.number(code);
            return index.find(number)
                    .or(() -> index.find(number.replaceFirst("^0+", "")))
                    .map(article -> scan(article, label, label.value(code)));
        });
    }

    private Scan scan(Article article, WeighedBarcode label, long value) {
        return switch (label.holds()) {
            case WEIGHT -> new Scan(article, value, null);
            case PRICE -> new Scan(article, null, new Money(value, currency));
        };
    }

    /// The best articles for some words, at most `limit`.
    public List<Article> search(String query, int limit) {
        return loaded.index.search(query, limit);
    }

    /// The keys of the till page, in the order of the file.
    public List<QuickKey> quickKeys() {
        return loaded.quickKeys;
    }
}
