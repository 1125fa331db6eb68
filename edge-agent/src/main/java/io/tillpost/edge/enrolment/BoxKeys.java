package io.tillpost.edge.enrolment;

import io.tillpost.protocol.seal.KeyedVault;
import io.tillpost.protocol.seal.Keyring;
import io.tillpost.protocol.seal.MasterKey;
import io.tillpost.protocol.seal.SealBrokenException;
import io.tillpost.protocol.seal.Vault;
import io.tillpost.protocol.seal.WrappedKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import javax.crypto.spec.SecretKeySpec;

/// The keys that this box's identity is sealed with: they lie in its folder, wrapped by the master key, and are exchanged
/// while programs use them. Every step is one file replaced whole, and a crash between two leaves an identity that opens.
/// Safe for use by all threads and by other programs of this machine.
public final class BoxKeys {
    /// What an earlier version kept beside the journal.
    private static final String OLD_FILE = "box-key";
    private static final int OLD_NUMBER = 1;

    private final Path folder;
    private final SafeFiles files;
    private final WrappedVault vault;
    private final IdentityFolder identities;
    private final SecureRandom random;
    private final Consumer<String> step;

    /// What lies there.
    ///
    /// @param masters fingerprints of the master keys that open all of it; empty: no key was made yet
    /// @param numbers of the box keys; the highest seals, and more than one means that a change is under way
    public record Status(Set<String> masters, List<Integer> numbers) {
        public Status {
            masters = Set.copyOf(masters);
            numbers = List.copyOf(numbers);
        }
    }

    /// The keys in `folder`, where nothing need be yet.
    public BoxKeys(Path folder, MasterSupply supply, SecureRandom random) {
        this(folder, supply, random, _ -> {});
    }

    /// @param step see [SafeFiles]
    BoxKeys(Path folder, MasterSupply supply, SecureRandom random, Consumer<String> step) {
        this.folder = folder;
        this.random = random;
        this.step = step;
        this.files = new SafeFiles(folder, step);
        this.vault = new WrappedVault(new KeyFile(files), supply, random);
        this.identities = new IdentityFolder(folder, vault, step);
    }

    /// Fingerprints of the master keys that are wanted for what lies in `folder`; empty if nothing does.
    public static Set<String> wanted(Path folder) throws IOException {
        return Keyring.wanted(new KeyFile(new SafeFiles(folder, _ -> {})).read());
    }

    /// The identity that they seal.
    public IdentityFolder identities() {
        return identities;
    }

    /// Which keys there are.
    public Status status() throws IOException {
        List<WrappedKey> wrapped = vault.wrapped();
        return new Status(Keyring.wholeMasters(wrapped),
                wrapped.stream().map(WrappedKey::number).distinct().sorted().toList());
    }

    /// Seals the identity with a new box key and forgets the one of before. Does nothing where no key was made yet. Throws
    /// [IllegalStateException] while there are two master keys.
    public void rotate() throws IOException {
        FolderLock.locked(folder, () -> {
            if (!vault.wrapped().isEmpty()) {
                vault.add();
                identities.reseal();
                vault.keepNewest();
            }
        });
    }

    /// Puts the box keys under `next`, too.
    public void addMaster(MasterKey next) throws IOException {
        FolderLock.locked(folder, () -> vault.addMaster(next));
    }

    /// Takes them from under all master keys but this one, and returns the fingerprints of the others. Throws
    /// [io.tillpost.protocol.seal.WrongMasterKeyException] when it does not open them all.
    public Set<String> retireOthers(MasterKey keep) throws IOException {
        var retired = new TreeSet<String>();
        FolderLock.locked(folder, () -> retired.addAll(vault.retireOthers(keep)));
        return retired;
    }

    /// Ends a rotation that a crash cut short, and takes over what an earlier version had sealed with a key in clear, in
    /// the file `box-key` of `dataFolder`: it is sealed with the box key, and then that file is deleted. Throws
    /// [EnrolmentException] when something there cannot be opened; it stays as it is then.
    public void settle(Path dataFolder) throws IOException {
        Path old = dataFolder.resolve(OLD_FILE);
        if (!Files.exists(old)) {
            if (status().numbers().size() > 1) {
                FolderLock.locked(folder, () -> {
                    identities.reseal();
                    vault.keepNewest();
                });
            }
            return;
        }
        FolderLock.locked(folder, () -> {
            if (Files.exists(old)) {
                takeOver(dataFolder, old);
            }
        });
    }

    private void takeOver(Path dataFolder, Path old) throws IOException {
        byte[] key = Files.readAllBytes(old);
        try {
            if (key.length != MasterKey.LENGTH_BYTES) {
                throw new EnrolmentException(old + " holds " + key.length + " bytes, expected a key of "
                        + MasterKey.LENGTH_BYTES);
            }
            var before = new KeyedVault(Map.of(OLD_NUMBER, new SecretKeySpec(key, "AES")), OLD_NUMBER,
                    random);
            new IdentityFolder(folder, new Either(vault, before), step).reseal();
            vault.keepNewest();
        } finally {
            Arrays.fill(key, (byte) 0);
        }
        new SafeFiles(dataFolder, step).delete(OLD_FILE);
    }

    /// Opens with the box key, or with the one of before.
    private record Either(Vault now, Vault before) implements Vault {
        @Override
        public byte[] seal(byte[] plain, byte[] context) {
            return now.seal(plain, context);
        }

        @Override
        public byte[] open(byte[] sealed, byte[] context) {
            try {
                return now.open(sealed, context);
            } catch (SealBrokenException _) {
                return before.open(sealed, context);
            }
        }
    }
}
