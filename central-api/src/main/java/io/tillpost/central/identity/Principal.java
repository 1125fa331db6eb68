package io.tillpost.central.identity;

import io.tillpost.protocol.journal.Hash;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Who has proved to be somebody: an API client, or a device with a key that head office enrolled.
///
/// @param scopes what its tokens can hold at most
/// @param stores what it is narrowed to; absent means all of the tenant
/// @param deviceKey the key by which a device proved itself; absent for an API client
public record Principal(String tenant, String id, Set<String> scopes, @Nullable Set<String> stores,
        boolean requireDpop, @Nullable Hash deviceKey) {
    /// A device fetches its store's catalogue and configuration over the API, and what head office has of its own journals;
    /// everything else goes by the broker.
    private static final Set<String> OF_A_DEVICE = Set.of("catalog:read", "configuration:read",
            "journal:read");

    public Principal {
        scopes = Set.copyOf(scopes);
        stores = stores == null ? null : Set.copyOf(stores);
    }

    static Principal of(ApiClient client) {
        return new Principal(client.tenant(), client.id(), client.scopes(), client.stores(),
                client.requireDpop(), null);
    }

    static Principal of(String agent, Hash keyId, DeviceKeys.DeviceKey key) {
        return new Principal(key.tenant(), agent, OF_A_DEVICE, Set.of(key.store()), false, keyId);
    }

    /// Whether the token was issued to this one: a device and a client of the same name are two.
    public boolean owns(TokenVerdict.Valid token) {
        return tenant.equals(token.tenant()) && id.equals(token.client())
                && (deviceKey == null) == (token.deviceKey() == null);
    }
}
