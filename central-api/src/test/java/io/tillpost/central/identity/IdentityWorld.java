package io.tillpost.central.identity;

import io.tillpost.central.database.TestDatabase;
import io.tillpost.central.identity.sql.ClientTable;
import io.tillpost.central.identity.sql.RevokedTokenTable;
import io.tillpost.central.identity.sql.SigningKeyTable;
import io.tillpost.central.identity.sql.UsedProofTable;
import io.tillpost.central.vault.TestVault;
import io.tillpost.protocol.journal.IdSource;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Set;

/// One database, time that is turned, and as many nodes as a test wants.
final class IdentityWorld implements AutoCloseable {
    static final String ISSUER = "https://api.test";
    static final Duration KEY_LIFE = Duration.ofDays(90);

    final TestDatabase database = TestDatabase.create();
    final TurnedTime time = new TurnedTime();
    final SecureRandom random = new SecureRandom();
    final ClientTable clients = new ClientTable();
    final SigningKeyTable signingKeys = new SigningKeyTable(TestVault.VAULT);
    final RevokedTokenTable revoked = new RevokedTokenTable();
    DeviceKeys devices = DeviceKeys.NONE;

    KeyRotation rotation() {
        return new KeyRotation(signingKeys, TokenRules.of(ISSUER).lifetime(), KEY_LIFE, time, random);
    }

    /// What one node has of its own.
    final class Node {
        final KeyRing ring = KeyRing.open(database.database(), signingKeys, rotation(), time, time::nanos);
        final TokenRules rules = TokenRules.of(ISSUER);
        final AccessTokens tokens = new AccessTokens(ring, rules, time, IdSource.uuidV7(time, random));
        final LiveClients live = new LiveClients(database.database(), clients,
                (transaction, agent, key) -> devices.find(transaction, agent, key), time::nanos);
        final TokenCheck check = new TokenCheck(ring, rules, database.database(), revoked, time, time::nanos);
        final TokenRevocation revocation = new TokenRevocation(database.database(), revoked, check, time);
        final OnlyOnce once = new OnlyOnce(database.database(), new UsedProofTable(), time, time::nanos);
        final ClientLogins logins = new ClientLogins(database.database(), live,
                (transaction, agent, key) -> devices.find(transaction, agent, key),
                Set.of(ISSUER, ISSUER + "/oauth/token"), once, time);
        final DpopProofs proofs = new DpopProofs(ISSUER, once, time);
    }

    Node node() {
        return new Node();
    }

    Principal client(String id) {
        var client = new ApiClient("acme", id, ClientSecret.create(random).hash(), Set.of("ledger:read"),
                null,
                time.instant(), null);
        database.database().inTransaction(transaction -> clients.add(transaction, client));
        return Principal.of(client);
    }

    @Override
    public void close() {
        database.close();
    }
}
