package io.tillpost.edge.enrolment;

import io.tillpost.protocol.enrol.EnrolmentCode;
import io.tillpost.protocol.enrol.EnrolmentReply;
import io.tillpost.protocol.journal.Hash;
import io.tillpost.protocol.journal.Sha256;
import io.tillpost.protocol.json.Json;
import io.tillpost.protocol.json.MalformedJsonException;
import io.tillpost.protocol.seal.SealBrokenException;
import io.tillpost.protocol.seal.Vault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The box's identity on disk, and the keys that wait for their certificates. Keys are sealed by the vault. Everything that
/// makes up an identity is in one file, replaced whole; the one before it is kept in another. Safe for use by all threads
/// and by other programs of this machine.
public final class IdentityFolder {
    private static final Logger LOG = System.getLogger(IdentityFolder.class.getName());
    private static final String IDENTITY = "identity.json";
    private static final String PREDECESSOR = "predecessor.json";
    private static final int FORMAT = 1;

    private final SafeFiles files;
    private final Vault vault;
    private volatile @Nullable Seen seen;

    /// What a key waits for.
    enum Purpose {
        ENROLMENT("enrolment.json"), RENEWAL("renewal.json");

        private final String file;

        Purpose(String file) {
            this.file = file;
        }
    }

    /// A key that waits for its certificate.
    ///
    /// @param csr DER in base 64, the same for as long as it waits
    /// @param codeHash tells the code that the key was made for from others; absent in a renewal
    /// @param code what was typed, kept only where the reply comes by file
    record Pending(DeviceKey key, String csr, @Nullable Hash codeHash, @Nullable String code,
            @Nullable URI url) {
        /// Without the code.
        @Override
        public String toString() {
            return "Pending[" + key + "]";
        }
    }

    /// @param key sealed, base 64
    private record IdentityFile(int format, String keyId, String key, EnrolmentReply reply,
            @Nullable List<String> former, @Nullable String url) {}

    private record PendingFile(int format, String keyId, String key, String csr, @Nullable Hash codeHash,
            @Nullable String code, @Nullable String url) {}

    /// One state of the file, told by what changes when it is replaced.
    private record Stamp(@Nullable Object fileKey, long modifiedMs, long size) {
        static Stamp of(Path file) throws IOException {
            var attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new Stamp(attributes.fileKey(), attributes.lastModifiedTime().toMillis(),
                    attributes.size());
        }
    }

    private record Seen(Stamp stamp, BoxIdentity identity) {}

    /// The identity in `folder`, which need not be there yet.
    public IdentityFolder(Path folder, Vault vault) {
        this(folder, vault, _ -> {});
    }

    /// @param step see [SafeFiles]
    IdentityFolder(Path folder, Vault vault, Consumer<String> step) {
        this.files = new SafeFiles(folder, step);
        this.vault = vault;
    }

    /// Where it is.
    public Path path() {
        return files.folder();
    }

    /// Who this box is now; empty when it was never enrolled. Read again when the file has changed. Throws
    /// [EnrolmentException] when the file is there and cannot be used.
    public Optional<BoxIdentity> current() throws IOException {
        Path file = files.folder().resolve(IDENTITY);
        try {
            Stamp stamp = Stamp.of(file);
            Seen held = seen;
            if (held != null && held.stamp.equals(stamp)) {
                return Optional.of(held.identity);
            }
            BoxIdentity identity = read(IDENTITY, bytes -> read(IDENTITY, bytes));
            seen = new Seen(stamp, identity);
            return Optional.of(identity);
        } catch (NoSuchFileException _) {
            return Optional.empty();
        }
    }

    /// Like [#current], and empty also where the file cannot be used.
    private Optional<BoxIdentity> usable() throws IOException {
        try {
            return current();
        } catch (EnrolmentException _) {
            return Optional.empty();
        }
    }

    /// Like [#current], or why there is none.
    public BoxIdentity required() throws IOException {
        return current().orElseThrow(() -> new EnrolmentException(
                "this box is not enrolled; get a code at head office and run: tillpost agent enrol"));
    }

    /// What this box last proved a renewal with, if that can be used: head office may be restored to a time when it knew no
    /// more than that. Empty until a box renews for the first time after its enrolment.
    Optional<BoxIdentity> predecessor() throws IOException {
        try {
            return Optional.of(read(PREDECESSOR, bytes -> read(PREDECESSOR, bytes)));
        } catch (NoSuchFileException _) {
            return Optional.empty();
        } catch (EnrolmentException e) {
            LOG.log(Level.WARNING, "the certificate of before is given up: {0}", e.getMessage());
            return Optional.empty();
        }
    }

    /// Seals the keys again with the vault's present key. Changes nothing else, but for a key that waits no more: it goes.
    public void reseal() throws IOException {
        FolderLock.locked(files.folder(), () -> {
            Optional<BoxIdentity> held = current();
            if (held.isPresent()) {
                write(IDENTITY, held.get());
            }
            Optional<BoxIdentity> before = predecessor();
            if (before.isPresent()) {
                write(PREDECESSOR, before.get());
            } else if (Files.exists(files.folder().resolve(PREDECESSOR))) {
                files.delete(PREDECESSOR);
            }
            for (Purpose purpose : Purpose.values()) {
                Optional<Pending> pending = pending(purpose);
                if (pending.isPresent()) {
                    write(purpose, pending.get());
                } else if (Files.exists(files.folder().resolve(purpose.file))) {
                    files.delete(purpose.file);
                }
            }
        });
    }

    /// The key that waits for the certificate of this code; made and kept if there is none. One that was asked for with
    /// another code is given up: head office may have given it to another agent.
    Pending waiting(EnrolmentCode code, SecureRandom random) throws IOException {
        Optional<Pending> kept = waiting(Purpose.ENROLMENT)
                .filter(one -> Objects.equals(one.codeHash, codeHash(one.key, code)));
        if (kept.isPresent()) {
            return kept.get();
        }
        var key = DeviceKey.born(random);
        return kept(Purpose.ENROLMENT, new Pending(key, csr(key), codeHash(key, code), null, null));
    }

    /// The key that waits for the next certificate; made and kept if there is none.
    Pending waiting(SecureRandom random) throws IOException {
        Optional<Pending> kept = waiting(Purpose.RENEWAL);
        if (kept.isPresent()) {
            return kept.get();
        }
        var key = DeviceKey.born(random);
        return kept(Purpose.RENEWAL, new Pending(key, csr(key), null, null, null));
    }

    private Optional<Pending> waiting(Purpose purpose) throws IOException {
        try {
            return pending(purpose);
        } catch (EnrolmentException e) {
            LOG.log(Level.WARNING, "a new key is made: {0}", e.getMessage());
            return Optional.empty();
        }
    }

    private Pending kept(Purpose purpose, Pending fresh) throws IOException {
        keep(purpose, fresh);
        return fresh;
    }

    private static String csr(DeviceKey key) {
        return base64(CertificateRequest.of(key));
    }

    /// The key's id is the salt, and a code holds 80 random bits: nobody finds it by its hash.
    private static Hash codeHash(DeviceKey key, EnrolmentCode code) {
        return Sha256.of("tillpost/waiting-code/1\0" + key.id() + "\0" + code.text());
    }

    /// The key that waits for this, if there is one. One whose certificate was stored already waits no more.
    Optional<Pending> pending(Purpose purpose) throws IOException {
        try {
            Pending found = read(purpose.file, bytes -> readPending(bytes, purpose));
            boolean done = usable().filter(one -> one.key().id().equals(found.key.id())).isPresent();
            return done ? Optional.empty() : Optional.of(found);
        } catch (NoSuchFileException _) {
            return Optional.empty();
        }
    }

    void keep(Purpose purpose, Pending pending) throws IOException {
        FolderLock.locked(files.folder(), () -> write(purpose, pending));
    }

    /// Makes `fresh` this box's identity, and forgets the one of before and the keys that waited: one for a renewal was of
    /// that.
    void store(BoxIdentity fresh) throws IOException {
        FolderLock.locked(files.folder(), () -> {
            write(IDENTITY, fresh);
            files.delete(PREDECESSOR);
            for (Purpose purpose : Purpose.values()) {
                files.delete(purpose.file);
            }
        });
    }

    /// Forgets the key that waits for a renewal, if it is this one: the next request is for a new one.
    void giveUp(DeviceKey key) throws IOException {
        FolderLock.locked(files.folder(), () -> {
            if (waiting(Purpose.RENEWAL).filter(one -> one.key.id().equals(key.id())).isPresent()) {
                files.delete(Purpose.RENEWAL.file);
            }
        });
    }

    /// Makes `fresh` this box's identity after `before`, unless it has become another since. Returns whether it was done.
    ///
    /// @param provenBy what the renewal was proven with, which is kept: `before`, or the one before that
    boolean replace(BoxIdentity before, BoxIdentity provenBy, BoxIdentity fresh) throws IOException {
        var done = new boolean[1];
        FolderLock.locked(files.folder(), () -> {
            boolean same = usable().filter(now -> now.certificate().equals(before.certificate()))
                    .isPresent();
            if (same) {
                write(PREDECESSOR, provenBy);
                write(IDENTITY, fresh);
                files.delete(Purpose.RENEWAL.file);
                done[0] = true;
            }
        });
        return done[0];
    }

    private void write(String name, BoxIdentity identity) throws IOException {
        try {
            writeSealed(name, identity);
        } catch (UncheckedIOException e) {
            throw cause(e);
        }
    }

    private void write(Purpose purpose, Pending pending) throws IOException {
        try {
            writeSealed(purpose, pending);
        } catch (UncheckedIOException e) {
            throw cause(e);
        }
    }

    private void writeSealed(String name, BoxIdentity identity) throws IOException {
        String id = identity.key().id().toString();
        URI url = identity.url();
        files.write(name, Json.write(new IdentityFile(FORMAT, id, sealed(identity.key(), id),
                identity.reply(), ReplyCheck.written(identity.former()),
                url == null ? null : url.toString())));
        seen = null;
    }

    private void writeSealed(Purpose purpose, Pending pending) throws IOException {
        String id = pending.key.id().toString();
        String code = pending.code == null
                ? null
                : base64(vault.seal(pending.code.getBytes(StandardCharsets.US_ASCII), codeContext(id)));
        files.write(purpose.file, Json.write(new PendingFile(FORMAT, id, sealed(pending.key, id), pending.csr,
                pending.codeHash, code, pending.url == null ? null : pending.url.toString())));
    }

    private interface Reading<T> {
        T read(byte[] bytes) throws IOException;
    }

    /// Reads a file. Where its seal does not open and another program has replaced it meanwhile, what is there now counts:
    /// the key of before is gone as soon as nothing needs it.
    private <T> T read(String name, Reading<T> reading) throws IOException {
        Path file = files.folder().resolve(name);
        byte[] bytes = Files.readAllBytes(file);
        while (true) {
            try {
                return reading.read(bytes);
            } catch (EnrolmentException e) {
                byte[] now = Files.readAllBytes(file);
                if (Arrays.equals(now, bytes)) {
                    throw e;
                }
                bytes = now;
            }
        }
    }

    private BoxIdentity read(String name, byte[] bytes) throws IOException {
        try {
            var file = Json.read(bytes, IdentityFile.class);
            return new BoxIdentity(opened(file.key, file.keyId), file.reply,
                    ReplyCheck.certificates(file.reply),
                    file.former == null ? List.of() : ReplyCheck.read(file.former),
                    file.url == null ? null : URI.create(file.url));
        } catch (MalformedJsonException | SealBrokenException | IllegalArgumentException e) {
            throw damaged(name, e);
        } catch (UncheckedIOException e) {
            // The vault says why it has no key.
            throw cause(e);
        }
    }

    private Pending readPending(byte[] bytes, Purpose purpose) throws IOException {
        try {
            var file = Json.read(bytes, PendingFile.class);
            String code = file.code == null
                    ? null
                    : new String(vault.open(Base64.getDecoder().decode(file.code), codeContext(file.keyId)),
                            StandardCharsets.US_ASCII);
            return new Pending(opened(file.key, file.keyId), file.csr, file.codeHash, code,
                    file.url == null ? null : URI.create(file.url));
        } catch (MalformedJsonException | SealBrokenException | IllegalArgumentException e) {
            throw damaged(purpose.file, e);
        } catch (UncheckedIOException e) {
            // The vault says why it has no key.
            throw cause(e);
        }
    }

    private static IOException cause(UncheckedIOException e) {
        IOException why = e.getCause();
        return why == null ? new IOException(e) : why;
    }

    private EnrolmentException damaged(String file, Exception why) {
        return new EnrolmentException(files.folder().resolve(file) + " cannot be used (" + why.getMessage()
                + "); enrol this box again with a new code and --again");
    }

    private String sealed(DeviceKey key, String id) {
        byte[] plain = key.encoded();
        try {
            return base64(vault.seal(plain, keyContext(id)));
        } finally {
            Arrays.fill(plain, (byte) 0);
        }
    }

    private DeviceKey opened(String sealed, String id) {
        byte[] plain = vault.open(Base64.getDecoder().decode(sealed), keyContext(id));
        try {
            return DeviceKey.decoded(plain);
        } finally {
            Arrays.fill(plain, (byte) 0);
        }
    }

    private static byte[] keyContext(String id) {
        return ("identity/device-key/" + id).getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] codeContext(String id) {
        return ("identity/code/" + id).getBytes(StandardCharsets.US_ASCII);
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
