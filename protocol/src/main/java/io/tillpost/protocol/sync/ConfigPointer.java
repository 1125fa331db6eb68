package io.tillpost.protocol.sync;

import io.tillpost.protocol.event.Names;
import io.tillpost.protocol.journal.Hash;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Which configuration a store is to have, signed as [SignedPointer] and retained on [Topics#config()]. The bundle itself
/// comes over HTTPS.
///
/// @param version at least 1 and above every earlier one of the store, also where an earlier bundle is to count again
/// @param sha256 of the bundle's bytes
/// @param sizeBytes of the bundle, at most [StoreSettings#MAX_BYTES]
/// @param path where the bundle is at head office's API; an agent never asks another host for it
/// @param rollbackTo the version whose bundle this is once more; absent for a new bundle
/// @param issuedAt by head office's clock, for people
public record ConfigPointer(String tenant, String store, long version, Hash sha256, long sizeBytes,
        String path, @Nullable Long rollbackTo, Instant issuedAt) {
    public ConfigPointer {
        Names.check("tenant", tenant);
        Names.check("store", store);
        if (version < 1 || (rollbackTo != null && (rollbackTo < 1 || rollbackTo >= version))) {
            throw new IllegalArgumentException("version " + version + " that goes back to " + rollbackTo
                    + ", expected at least 1 and back to a lower one");
        }
        if (sizeBytes < 1 || sizeBytes > StoreSettings.MAX_BYTES) {
            throw new IllegalArgumentException(
                    "bundle of " + sizeBytes + " bytes, expected 1 to " + StoreSettings.MAX_BYTES);
        }
        if (!path.equals(path(store, version))) {
            throw new IllegalArgumentException(
                    "path '" + path + "', expected " + path(store, version));
        }
    }

    /// Where the bundle of a version is.
    public static String path(String store, long version) {
        return "/v1/stores/" + store + "/configuration/" + version;
    }
}
