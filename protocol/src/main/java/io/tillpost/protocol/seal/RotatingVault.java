package io.tillpost.protocol.seal;

import java.util.concurrent.atomic.AtomicLong;

/// A vault whose keys are exchanged while it is in use, and that keeps count: a key seals no more often than it was
/// granted, for a nonce is random and must not come twice. Whoever grants writes down first what it grants, so that a
/// crash makes the count too high and never too low.
public final class RotatingVault implements Vault {
    /// NIST SP 800-38D, 8.3: with random nonces of 96 bits a key may seal this often.
    public static final long MOST_SEALS_PER_KEY = 1L << 32;
    /// Long before that it is time for another key.
    public static final long WORN_SEALS = 1L << 31;
    /// What is granted at once: a crash wastes no more.
    public static final long GRANT = 1L << 20;

    private volatile InUse inUse;

    private record InUse(KeyedVault vault, int current, AtomicLong left) {}

    /// @param current the number of the key in `vault` that seals
    /// @param granted how often it may
    public RotatingVault(KeyedVault vault, int current, long granted) {
        this.inUse = new InUse(vault, current, new AtomicLong(granted));
    }

    /// From now on these keys are used. A call that is under way ends with the old ones.
    public void use(KeyedVault vault, int current, long granted) {
        inUse = new InUse(vault, current, new AtomicLong(granted));
    }

    /// These keys open from now on; the one that seals stays, and its count with it.
    public void openWith(KeyedVault vault) {
        InUse before = inUse;
        inUse = new InUse(vault, before.current, before.left);
    }

    /// The key that seals may do so that many times more, if it still is the one.
    public void grant(int key, long more) {
        InUse now = inUse;
        if (now.current == key) {
            now.left.addAndGet(more);
        }
    }

    /// The number of the key that seals.
    public int current() {
        return inUse.current;
    }

    /// How often it may still seal before it needs another grant.
    public long left() {
        return inUse.left.get();
    }

    /// Throws [IllegalStateException] when the key has sealed as often as it was granted.
    @Override
    public byte[] seal(byte[] plain, byte[] context) {
        InUse now = inUse;
        if (now.left.getAndDecrement() <= 0) {
            now.left.incrementAndGet();
            throw new IllegalStateException(
                    "data key " + now.current + " has sealed as often as it was granted");
        }
        return now.vault.seal(plain, context);
    }

    @Override
    public byte[] open(byte[] sealed, byte[] context) {
        return inUse.vault.open(sealed, context);
    }

    /// What the vault says.
    @Override
    public String toString() {
        return inUse.vault.toString();
    }
}
