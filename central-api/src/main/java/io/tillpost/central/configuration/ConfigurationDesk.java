package io.tillpost.central.configuration;

import io.tillpost.central.configuration.Signers.Signer;
import io.tillpost.central.database.CentralEpoch;
import io.tillpost.central.database.Database;
import io.tillpost.central.database.Tenancy;
import io.tillpost.central.database.Transaction;
import io.tillpost.central.store.Store;
import io.tillpost.central.store.Stores;
import io.tillpost.protocol.journal.Hash;
import io.tillpost.protocol.journal.Sha256;
import io.tillpost.protocol.json.MalformedJsonException;
import io.tillpost.protocol.sync.ConfigPointer;
import io.tillpost.protocol.sync.StoreSettings;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Takes configurations, says which one a store is to have, and points the store to it. Any node may do any of it. Safe
/// for use by all threads.
public final class ConfigurationDesk {
    private static final int MAX_PER_ROUND = 100;

    private final Database database;
    private final Configurations configurations;
    private final Stores stores;
    private final PointerSigner signers;
    private final Clock clock;

    public ConfigurationDesk(Database database, Configurations configurations, Stores stores,
            PointerSigner signers, Clock clock) {
        this.database = database;
        this.configurations = configurations;
        this.stores = stores;
        this.signers = signers;
        this.clock = clock;
    }

    /// What became of a document.
    ///
    /// @param fresh false: it is what counts already, and nothing was changed
    public record Put(ConfigurationVersion version, boolean fresh) {}

    /// A pointer for the broker to keep.
    public record Publication(String store, String pointer) {}

    /// Whether anything can be signed here.
    public boolean isReady(Transaction transaction) {
        return signers.isReady(transaction);
    }

    /// A document counts from now on. Throws [MalformedJsonException] for one that no agent would take.
    public Put put(Transaction transaction, Store store, byte[] document, String client) {
        var _ = StoreSettings.read(document);
        configurations.lock(transaction, store.tenant(), store.store());
        Hash sha256 = Sha256.of(document);
        Optional<ConfigurationVersion> newest = configurations.newest(transaction, store.tenant(),
                store.store());
        long given = given(transaction, store);
        // After a restore an agent may be ahead of a version, or have another document of the same number.
        if (newest.isPresent() && newest.get().sha256().equals(sha256) && newest.get().version() >= given) {
            return new Put(newest.get(), false);
        }
        return new Put(configurations.add(transaction, store.tenant(), store.store(), document, sha256, null,
                given, client, clock.instant()), true);
    }

    /// The document of an earlier version counts once more. Empty if there is no such version.
    public Optional<ConfigurationVersion> rollBack(Transaction transaction, Store store, long to,
            String client) {
        configurations.lock(transaction, store.tenant(), store.store());
        return configurations.find(transaction, store.tenant(), store.store(), to)
                .map(earlier -> configurations.add(transaction, store.tenant(), store.store(),
                        configurations.document(transaction, store.tenant(), store.store(), to),
                        earlier.sha256(), to, given(transaction, store), client, clock.instant()));
    }

    /// A database that was restored is behind its agents, which never go back: its next version is above theirs, and above
    /// what those may have that have not said so yet. What cannot have been given to an agent is not believed: a box could
    /// take all numbers that there are.
    private long given(Transaction transaction, Store store) {
        return Math.max(CentralEpoch.lastOfBefore(transaction), configurations.highestReported(transaction,
                store.tenant(), store.store(), CentralEpoch.highest(transaction)));
    }

    /// Notes what counts with an agent, and returns what is to count: the same if head office has set nothing.
    public long expected(Transaction transaction, String tenant, String store, String agent, long reported) {
        configurations.reported(transaction, tenant, store, agent, Math.max(0, reported), clock.instant());
        return configurations.newest(transaction, tenant, store)
                .map(ConfigurationVersion::version)
                .orElse(reported);
    }

    /// The pointer for a store one of whose agents is behind; empty if none is. The broker may have lost what it kept.
    public Optional<Publication> afterWelcome(String storeName, long reported) {
        Optional<Wanted> wanted = Tenancy.everyone(() -> database.inTransaction(transaction -> stores
                .named(transaction, storeName)
                .flatMap(store -> configurations.newest(transaction, store.tenant(), storeName)
                        .filter(newest -> newest.version() > reported)
                        .map(newest -> new Wanted(store.tenant(), storeName, newest)))));
        return wanted.map(one -> one.signedBy(signers.signer()));
    }

    /// Pointers to versions that are new; noted as published.
    public List<Publication> due() {
        return Tenancy.everyone(() -> database.inTransaction(this::isNoneDue)
                ? List.of()
                : published(signers.signer()));
    }

    private boolean isNoneDue(Transaction transaction) {
        return configurations.toPublish(transaction, 1).isEmpty();
    }

    private List<Publication> published(Signer signer) {
        return database.inTransaction(transaction -> {
            var due = new ArrayList<Publication>();
            for (var name : configurations.toPublish(transaction, MAX_PER_ROUND)) {
                ConfigurationVersion newest = configurations
                        .newest(transaction, name.tenant(), name.store())
                        .orElseThrow();
                due.add(new Wanted(name.tenant(), name.store(), newest).signedBy(signer));
                configurations.published(transaction, name.tenant(), name.store(), newest.version());
            }
            return due;
        });
    }

    /// What a store is to have.
    private record Wanted(String tenant, String store, ConfigurationVersion version) {
        Publication signedBy(Signer signer) {
            return new Publication(store,
                    signer.sign(new ConfigPointer(tenant, store, version.version(), version.sha256(),
                            version.bytes(), ConfigPointer.path(store, version.version()),
                            version.rollbackTo(), version.createdAt())));
        }
    }
}
