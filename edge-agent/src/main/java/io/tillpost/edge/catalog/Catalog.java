package io.tillpost.edge.catalog;

import io.tillpost.edge.decision.Decision;
import io.tillpost.edge.journal.Journal;
import io.tillpost.edge.journal.Shelf;
import io.tillpost.edge.journal.Stamp;
import io.tillpost.edge.journal.UnitOfWork;
import io.tillpost.protocol.event.ConfigApplied;
import io.tillpost.protocol.event.IncidentRaised;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.Currency;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// The store's catalogue. A file is kept as it came, under its own hash; which one counts is a record in the journal, so
/// that a crash leaves the old or the new one, never a mixture. Safe for use by all threads; look-ups take no lock.
public final class Catalog {
    private static final Logger LOG = System.getLogger(Catalog.class.getName());
    private static final Shelf<AppliedCatalog> APPLIED = new Shelf<>("catalog-applied", AppliedCatalog.class);
    private static final String NOW = "now";
    private static final String BEFORE = "before";

    private final Journal journal;
    private final Path folder;
    private final CatalogReader reader;
    private final Clock clock;
    private volatile Loaded loaded = new Loaded(CatalogContent.EMPTY, new ArticleIndex(List.of()));

    private record Loaded(CatalogContent content, ArticleIndex index) {}

    private Catalog(Journal journal, Path folder, Currency currency, Clock clock) {
        this.journal = journal;
        this.folder = folder;
        this.reader = new CatalogReader(currency);
        this.clock = clock;
    }

    /// Loads what counted last. A file that is damaged is reported as an incident, and the one before it counts.
    ///
    /// @param folder for the files, made if it is not there
    /// @param system the envelope of what the agent itself does
    public static Catalog open(Journal journal, Path folder, Currency currency, Clock clock,
            Supplier<Stamp> system) throws IOException {
        Files.createDirectories(folder);
        var catalog = new Catalog(journal, folder, currency, clock);
        catalog.load(system);
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
                loaded = new Loaded(content.get(), new ArticleIndex(content.get().articles()));
                return;
            }
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
            byte[] file = Files.readAllBytes(file(applied.sha256()));
            return sha256(file).equals(applied.sha256())
                    && reader.read(applied.format(),
                            file) instanceof Decision.Accepted<CatalogContent>(var content)
                                    ? Optional.of(content)
                                    : Optional.empty();
        } catch (IOException e) {
            LOG.log(Level.ERROR, "catalogue: " + file(applied.sha256()) + " cannot be read", e);
            return Optional.empty();
        }
    }

    /// A catalogue that may be applied: read, checked, and on disk.
    public static final class Candidate {
        private final CatalogFormat format;
        private final String sha256;
        private final CatalogContent content;

        private Candidate(CatalogFormat format, String sha256, CatalogContent content) {
            this.format = format;
            this.sha256 = sha256;
            this.content = content;
        }
    }

    /// Reads and checks a file, and writes it to disk. Nothing counts yet.
    public Decision<Candidate> prepare(CatalogFormat format, byte[] file) {
        return reader.read(format, file).then(content -> {
            String sha256 = sha256(file);
            keep(sha256, file);
            return Decision.accept(new Candidate(format, sha256, content));
        });
    }

    /// Makes a candidate the catalogue that counts; [#show] has to follow once the unit is committed.
    public AppliedCatalog apply(UnitOfWork unit, Candidate candidate, Stamp stamp) {
        Optional<AppliedCatalog> before = unit.find(APPLIED, NOW);
        var applied = new AppliedCatalog(before.map(AppliedCatalog::version).orElse(0L) + 1, candidate.sha256,
                candidate.format, candidate.content.articles().size(), clock.instant());
        before.ifPresent(earlier -> unit.put(APPLIED, BEFORE, earlier));
        unit.put(APPLIED, NOW, applied);
        var _ = unit.append(stamp, new ConfigApplied("catalog", applied.version(), applied.sha256()));
        return applied;
    }

    /// From now on look-ups find what was applied.
    public void show(Candidate candidate) {
        loaded = new Loaded(candidate.content, new ArticleIndex(candidate.content.articles()));
    }

    /// Which catalogue counts, if there is one.
    public Optional<AppliedCatalog> applied() {
        return journal.read(view -> view.find(APPLIED, NOW));
    }

    /// The article with this number or barcode.
    public Optional<Article> find(String code) {
        return loaded.index.find(code);
    }

    /// The best articles for some words, at most `limit`.
    public List<Article> search(String query, int limit) {
        return loaded.index.search(query, limit);
    }

    /// The keys of the till page, in the order of the file.
    public List<QuickKey> quickKeys() {
        return loaded.content.quickKeys();
    }

    private void keep(String sha256, byte[] bytes) {
        Path draft = folder.resolve(sha256 + ".new");
        try (var channel = FileChannel.open(draft, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING)) {
            var buffer = java.nio.ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
            Files.move(draft, file(sha256), StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
            try (var directory = FileChannel.open(folder, StandardOpenOption.READ)) {
                directory.force(true);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the catalogue cannot be written to " + folder, e);
        }
    }

    private Path file(String sha256) {
        return folder.resolve(sha256 + ".catalog");
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
