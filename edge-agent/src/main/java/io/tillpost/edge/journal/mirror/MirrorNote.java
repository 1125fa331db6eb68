package io.tillpost.edge.journal.mirror;

import io.tillpost.protocol.seal.WrappedKey;
import java.util.List;

/// What the mirror says of itself, in the file beside its segments.
///
/// @param format 1
/// @param keys the wrapped data keys that its records are sealed with: of no use without the master key
public record MirrorNote(int format, String tenant, String store, List<Key> keys) {
    static final int FORMAT = 1;

    public MirrorNote {
        keys = List.copyOf(keys);
    }

    /// Of this store, with these keys.
    public static MirrorNote of(String tenant, String store, List<WrappedKey> keys) {
        return new MirrorNote(FORMAT, tenant, store,
                keys.stream().map(key -> new Key(key.number(), key.master(), key.sealed())).toList());
    }

    /// Whether it is that store's, in a format that is known here.
    public boolean isOf(String tenantName, String storeName) {
        return format == FORMAT && tenant.equals(tenantName) && store.equals(storeName);
    }

    /// The keys.
    public List<WrappedKey> wrapped() {
        return keys.stream().map(key -> new WrappedKey(key.number, key.master, key.sealed)).toList();
    }

    /// One wrapped key under one master key, see [WrappedKey].
    public record Key(int number, String master, byte[] sealed) {
        /// Without the bytes.
        @Override
        public String toString() {
            return "data key " + number;
        }
    }
}
