package io.tillpost.edge.journal.sqlite;

import io.tillpost.edge.file.DurableFile;
import io.tillpost.edge.journal.JournalClosedException;
import io.tillpost.edge.journal.JournalDamagedException;
import io.tillpost.edge.journal.MasterKeySupply;
import io.tillpost.edge.journal.Origin;
import io.tillpost.edge.journal.disk.DiskLimits;
import io.tillpost.edge.journal.disk.Headroom;
import io.tillpost.protocol.journal.IdSource;
import io.tillpost.protocol.journal.Sha256;
import io.tillpost.protocol.json.Json;
import io.tillpost.protocol.json.MalformedJsonException;
import io.tillpost.protocol.seal.Keyring;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestOutputStream;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/// Copies of a journal, taken while its agent sells, and put back while it is stopped. A backup is a ZIP file with the
/// SQLite file, in which the wrapped data keys are, and a manifest.
public final class JournalBackup {
    private static final String MANIFEST = "manifest.json";
    /// What a ZIP file has beside its contents, and what is sold meanwhile.
    private static final long SPARE_BYTES = 8L << 20;

    private final Path folder;
    private final Origin origin;
    private final Clock clock;
    private final Headroom headroom;

    /// @param folder the journal's
    /// @param limits when its disk has too little room; absent: nobody looks
    public JournalBackup(Path folder, Origin origin, Clock clock, @Nullable DiskLimits limits) {
        this.folder = folder;
        this.origin = origin;
        this.clock = clock;
        this.headroom = new Headroom(folder, limits);
    }

    /// Writes a backup to `file`, which must not be there, and checks every row of it; in whole or not at all. Needs room for
    /// two copies beside `file` meanwhile, and says so before it writes. Throws [IOException] for the file's sake,
    /// [JournalDamagedException] for the journal's.
    public BackupManifest write(Path file, MasterKeySupply keys, SecureRandom random) throws IOException {
        return write(file, sql -> Inspection.seal(sql, origin, keys, random));
    }

    /// As a running agent does it.
    BackupManifest write(Path file, Seal seal) throws IOException {
        return write(file, _ -> seal);
    }

    private interface Opener {
        Seal of(Sql sql);
    }

    private BackupManifest write(Path file, Opener opener) throws IOException {
        Path database = Folder.existing(folder)
                .orElseThrow(() -> new IOException("there is no journal in " + folder));
        if (Files.exists(file)) {
            throw new FileAlreadyExistsException(file.toString(), null, "a backup replaces nothing");
        }
        Path copy = file.resolveSibling(file.getFileName() + ".db.new");
        Path draft = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.deleteIfExists(copy);
            Files.deleteIfExists(draft);
            copied(database, copy);
            BackupManifest manifest = inspected(copy, opener);
            zip(draft, copy, manifest);
            requireReadable(draft, manifest);
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
            DurableFile.syncFolder(file);
            return manifest;
        } catch (SqliteFailure e) {
            throw new IOException("the backup of " + database + ": " + e.getMessage(), e);
        } finally {
            Files.deleteIfExists(copy);
            Files.deleteIfExists(draft);
        }
    }

    /// One committed state, without the file's gaps.
    private void copied(Path database, Path copy) throws IOException {
        try (Sql sql = Sql.readOnly(database)) {
            long pages = sql.pragma("page_count").getFirst() - sql.pragma("freelist_count").getFirst();
            // What is sealed gets no smaller in a ZIP file.
            Path into = Objects.requireNonNull(copy.toAbsolutePath().getParent(), "the folder of a file");
            headroom.require("a backup in " + into, into,
                    pages * sql.pragma("page_size").getFirst() * 2 + SPARE_BYTES);
            DurableFile.create(copy).close();
            var _ = sql.update("vacuum into ?", copy.toString());
        }
    }

    private BackupManifest inspected(Path copy, Opener opener) throws IOException {
        try (Sql sql = Sql.readOnly(copy)) {
            List<BackupManifest.OfLane> lanes = new Inspection(sql, origin, opener.of(sql)).whole();
            try (InputStream in = Files.newInputStream(copy)) {
                return new BackupManifest(BackupManifest.FORMAT, origin.tenant(), origin.store(),
                        origin.agent(), clock.instant(), Inspection.schemaVersion(sql),
                        hex(in, OutputStream.nullOutputStream()), Files.size(copy),
                        Keyring.wholeMasters(KeyTable.wrapped(sql)).stream().sorted().toList(), lanes);
            }
        }
    }

    private static void zip(Path draft, Path copy, BackupManifest manifest) throws IOException {
        try (var channel = DurableFile.create(draft)) {
            var zip = new ZipOutputStream(
                    new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16));
            zip.setLevel(Deflater.BEST_SPEED);
            zip.putNextEntry(new ZipEntry(MANIFEST));
            zip.write(Json.write(manifest));
            zip.closeEntry();
            zip.putNextEntry(new ZipEntry(Folder.DATABASE));
            Files.copy(copy, zip);
            zip.closeEntry();
            zip.finish();
            zip.flush();
            channel.force(true);
        }
    }

    private static void requireReadable(Path file, BackupManifest manifest) throws IOException {
        if (!manifest.equals(unpack(file, OutputStream.nullOutputStream()))) {
            throw new IOException(file + " does not read as it was written");
        }
    }

    /// Unpacks the database and answers the manifest that fits it.
    private static BackupManifest unpack(Path file, OutputStream database) throws IOException {
        try (var zip = new ZipFile(file.toFile())) {
            BackupManifest manifest = Json.read(bytes(zip, MANIFEST), BackupManifest.class);
            try (InputStream in = zip.getInputStream(entry(zip, Folder.DATABASE))) {
                String found = hex(in, database);
                if (!found.equals(manifest.sha256())) {
                    throw new IOException(file + " was changed: its journal has SHA-256 " + found
                            + ", expected " + manifest.sha256());
                }
            }
            return manifest;
        } catch (MalformedJsonException e) {
            throw new IOException(file + " is no backup of a journal: " + e.getMessage(), e);
        }
    }

    /// What a backup says of itself, without a look at what is in it; empty where `file` is none that can be read.
    static Optional<BackupManifest> manifest(Path file) {
        try (var zip = new ZipFile(file.toFile())) {
            return Optional.of(Json.read(bytes(zip, MANIFEST), BackupManifest.class));
        } catch (IOException | MalformedJsonException e) {
            return Optional.empty();
        }
    }

    private static byte[] bytes(ZipFile zip, String name) throws IOException {
        try (InputStream in = zip.getInputStream(entry(zip, name))) {
            return in.readNBytes(Json.MAX_DOCUMENT_BYTES);
        }
    }

    private static ZipEntry entry(ZipFile zip, String name) throws IOException {
        ZipEntry entry = zip.getEntry(name);
        if (entry == null) {
            throw new IOException(zip.getName() + " is no backup of a journal: it has no " + name);
        }
        return entry;
    }

    /// Puts a backup in the journal's place. Before anything changes it is unpacked beside the journal, every row and record
    /// of it is checked, and one of an earlier version is brought up to date. The present journal is moved aside, and the next start
    /// forks every lane. The agent must be stopped: throws [JournalClosedException] if it runs.
    public Restored restore(Path file, IdSource ids, MasterKeySupply keys, SecureRandom random)
            throws IOException {
        return restore(file, origin.agent(), ids, keys, random);
    }

    /// The same with one that another box has made.
    ///
    /// @param agent which: boxes of a store may have one backup folder between them
    public Restored restore(Path file, String agent, IdSource ids, MasterKeySupply keys, SecureRandom random)
            throws IOException {
        try (Folder claimed = Folder.claim(folder)) {
            Path draft = folder.resolve(Mending.asideName(folder, "restore", clock));
            try {
                BackupManifest manifest = unpacked(file, agent, draft);
                checked(draft, ids, keys, random);
                Path aside = exchange(claimed, file, draft);
                return new Restored(manifest, aside);
            } finally {
                delete(draft);
            }
        }
    }

    /// A backup was put in place.
    ///
    /// @param aside where the journal of before is
    public record Restored(BackupManifest manifest, Path aside) {}

    private BackupManifest unpacked(Path file, String agent, Path draft) throws IOException {
        DurableFile.folder(draft);
        BackupManifest manifest;
        try (var channel = DurableFile.create(draft.resolve(Folder.DATABASE))) {
            manifest = unpack(file, Channels.newOutputStream(channel));
            channel.force(true);
        }
        if (!manifest.tenant().equals(origin.tenant()) || !manifest.store().equals(origin.store())) {
            throw JournalDamagedException.foreign(file + " is a backup of store " + manifest.tenant() + "/"
                    + manifest.store() + ", expected " + origin.tenant() + "/" + origin.store());
        }
        if (!manifest.agent().equals(agent)) {
            throw JournalDamagedException.foreign(file + " is a backup of box " + manifest.agent()
                    + ", expected " + agent + ": its shifts, people and numbers are that box's");
        }
        return manifest;
    }

    private void checked(Path draft, IdSource ids, MasterKeySupply keys, SecureRandom random) {
        try {
            // Brings it up to date.
            SqliteJournal.open(draft, origin, clock, ids, () -> 0, keys, random).close();
            try (Sql sql = Sql.readOnly(draft.resolve(Folder.DATABASE))) {
                var _ = new Inspection(sql, origin, Inspection.seal(sql, origin, keys, random)).whole();
            }
        } catch (JournalDamagedException e) {
            throw e.isForeign() ? e : new JournalDamagedException("the backup: " + e.getMessage(), e);
        }
    }

    /// A crash on the way leaves an empty file or the copy; each goes on as a fork with what lies aside, for the next start
    /// moves what is not moved yet.
    private Path exchange(Folder claimed, Path file, Path draft) throws IOException {
        RecoveryNote note = note(file);
        String aside = Objects.requireNonNull(note.aside(), "a restore moves what is there");
        note.write(folder);
        claimed.moveAside(folder.resolve(aside));
        Files.move(draft.resolve(Folder.DATABASE), claimed.database(), StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
        DurableFile.syncFolder(claimed.database());
        note.into(aside, true).write(folder);
        return folder.resolve(aside);
    }

    /// What lies aside and waits to be recovered still does, and so does the present file.
    private RecoveryNote note(Path file) throws IOException {
        Optional<RecoveryNote> before = RecoveryNote.in(folder);
        String aside = before.filter(RecoveryNote::isToBeMoved)
                .map(RecoveryNote::aside)
                .orElseGet(() -> Mending.asideName(folder, "replaced", clock));
        List<String> earlier = before.map(RecoveryNote::folders)
                .orElse(List.of())
                .stream()
                .filter(one -> !one.equals(aside))
                .toList();
        return new RecoveryNote(RecoveryNote.RESTORED, "restored from " + file.getFileName(), aside, false,
                List.of(), null, earlier.isEmpty() ? null : earlier);
    }

    private static void delete(Path draft) throws IOException {
        if (!Files.exists(draft)) {
            return;
        }
        try (var all = Files.walk(draft)) {
            for (Path one : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(one);
            }
        }
    }

    private static String hex(InputStream in, OutputStream out) throws IOException {
        var digest = Sha256.digest();
        var _ = in.transferTo(new DigestOutputStream(out, digest));
        return HexFormat.of().formatHex(digest.digest());
    }
}
