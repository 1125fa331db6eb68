package io.tillpost.edge.enrolment;

import io.tillpost.protocol.seal.DataKey;
import io.tillpost.protocol.seal.Keyring;
import io.tillpost.protocol.seal.MasterKey;
import io.tillpost.protocol.seal.SealBrokenException;
import io.tillpost.protocol.seal.Vault;
import io.tillpost.protocol.seal.WrappedKey;
import io.tillpost.protocol.seal.WrongMasterKeyException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Seals with the box key, which lies beside the identity, wrapped by the master key. The file is looked at for each call,
/// so that what another program of this machine did counts at once. A box key seals a few times a year: nobody counts how
/// often. Safe for use by all threads. When the keys cannot be had, [UncheckedIOException] with an [EnrolmentException].
final class WrappedVault implements Vault {
    private static final int FIRST = 1;

    private final KeyFile file;
    private final MasterSupply supply;
    private final SecureRandom random;
    /// The last that opened the keys: after a retirement the source that this program was started with may be old.
    private volatile @Nullable MasterKey known;

    /// Everything of one moment.
    ///
    /// @param wrapped empty if no key was made yet
    record Keys(List<WrappedKey> wrapped, Keyring ring, MasterKey master) {}

    WrappedVault(KeyFile file, MasterSupply supply, SecureRandom random) {
        this.file = file;
        this.supply = supply;
        this.random = random;
    }

    @Override
    public byte[] seal(byte[] plain, byte[] context) {
        Keyring ring = unchecked(() -> {
            var kept = new Keyring[1];
            FolderLock.locked(file.folder(), () -> kept[0] = made().ring);
            return kept[0];
        });
        return ring.vault(ring.newest(), random).seal(plain, context);
    }

    @Override
    public byte[] open(byte[] sealed, byte[] context) {
        List<WrappedKey> wrapped = unchecked(file::read);
        if (wrapped.isEmpty()) {
            throw new SealBrokenException(file.path() + " with its key is missing");
        }
        Keyring ring = unchecked(() -> opened(wrapped)).ring;
        return ring.vault(ring.newest(), random).open(sealed, context);
    }

    /// The keys; the first one is made where there is none. Inside the folder's lock.
    Keys made() throws IOException {
        List<WrappedKey> wrapped = file.read();
        if (!wrapped.isEmpty()) {
            return opened(wrapped);
        }
        MasterKey master = supply.masterKey(Set.of());
        Keyring ring = Keyring.of(List.of(DataKey.fresh(FIRST, random)));
        List<WrappedKey> fresh = ring.wrapped(master, random);
        file.write(fresh);
        known = master;
        return new Keys(fresh, ring, master);
    }

    /// Opens what was read.
    Keys opened(List<WrappedKey> wrapped) throws IOException {
        Set<String> wanted = Keyring.wanted(wrapped);
        MasterKey last = known;
        MasterKey master = last != null && wanted.contains(last.fingerprint())
                ? last
                : supply.masterKey(wanted);
        try {
            Keyring ring = Keyring.open(wrapped, master);
            known = master;
            return new Keys(wrapped, ring, master);
        } catch (WrongMasterKeyException e) {
            throw new EnrolmentException(file.path() + ": " + e.getMessage());
        } catch (SealBrokenException e) {
            throw new EnrolmentException(file.path() + " cannot be used (" + e.getMessage()
                    + "); move it away, then enrol this box again with a new code and --again");
        }
    }

    List<WrappedKey> wrapped() throws IOException {
        return file.read();
    }

    /// One key more, which seals from now on. Inside the folder's lock.
    void add() throws IOException {
        Keys keys = made();
        Set<String> masters = Keyring.wholeMasters(keys.wrapped);
        if (masters.size() > 1) {
            throw new IllegalStateException("the identity is under the master keys "
                    + String.join(" and ", masters)
                    + "; configure the new one and run master-key retire first");
        }
        file.write(keys.ring.with(DataKey.fresh(keys.ring.newest() + 1, random)).wrapped(keys.master,
                random));
    }

    /// Only the newest is kept. Inside the folder's lock, when nothing is sealed by another any more.
    void keepNewest() throws IOException {
        List<WrappedKey> wrapped = file.read();
        int newest = wrapped.stream().mapToInt(WrappedKey::number).max().orElse(FIRST);
        var kept = wrapped.stream().filter(key -> key.number() == newest).toList();
        if (kept.size() < wrapped.size()) {
            file.write(kept);
        }
    }

    /// The other master key opens them, too. Inside the folder's lock.
    void addMaster(MasterKey next) throws IOException {
        List<WrappedKey> wrapped = file.read();
        if (wrapped.isEmpty()) {
            return;
        }
        Keyring ring = opened(wrapped).ring;
        var all = new ArrayList<>(wrapped.stream()
                .filter(key -> !key.master().equals(next.fingerprint()))
                .toList());
        all.addAll(ring.wrapped(next, random));
        file.write(all);
    }

    /// No master key but this one opens them any more. Returns the others. Inside the folder's lock. Throws
    /// [WrongMasterKeyException] when it does not open them all.
    Set<String> retireOthers(MasterKey keep) throws IOException {
        List<WrappedKey> wrapped = file.read();
        if (wrapped.isEmpty()) {
            return Set.of();
        }
        var _ = Keyring.open(wrapped, keep);
        var others = new TreeSet<>(masters(wrapped));
        others.remove(keep.fingerprint());
        if (!others.isEmpty()) {
            file.write(wrapped.stream().filter(key -> key.master().equals(keep.fingerprint())).toList());
        }
        known = keep;
        return others;
    }

    private static Collection<String> masters(List<WrappedKey> wrapped) {
        return wrapped.stream().map(WrappedKey::master).toList();
    }

    private interface Read<T> {
        T get() throws IOException;
    }

    private static <T> T unchecked(Read<T> read) {
        try {
            return read.get();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
