package io.tillpost.central.enrolment;

import io.tillpost.central.database.Transaction;
import io.tillpost.central.store.Stores;
import io.tillpost.protocol.enrol.EnrolmentCode;
import io.tillpost.protocol.event.Names;
import io.tillpost.protocol.journal.Sha256;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Set;

/// Makes the codes that bring a box in. Safe for use by all threads.
public final class EnrolmentCodes {
    private final AuthorityKeeper keeper;
    private final Authorities authorities;
    private final Set<String> nodes;
    private final Devices devices;
    private final Stores stores;
    private final Clock clock;
    private final SecureRandom random;

    /// @param nodes names of head office's nodes whose certificates were not issued here
    public EnrolmentCodes(AuthorityKeeper keeper, Authorities authorities, Set<String> nodes, Devices devices,
            Stores stores, Clock clock, SecureRandom random) {
        this.keeper = keeper;
        this.authorities = authorities;
        this.nodes = Set.copyOf(nodes);
        this.devices = devices;
        this.stores = stores;
        this.clock = clock;
        this.random = random;
    }

    /// What came of asking for a code.
    public sealed interface Made {
        /// The code; it is seen here and never again.
        ///
        /// @param withdrawn stores whose codes for the agent were still good and are no more
        record Code(EnrolmentCode code, Instant expiresAt, Set<String> withdrawn) implements Made {}

        /// The tenant has no such store.
        record NoStore() implements Made {}

        /// The agent speaks for another store, or is about to and the asker cannot change that, or is a node of head office.
        record AgentTaken(String detail) implements Made {}
    }

    /// Who asks for a code.
    ///
    /// @param name for the record
    /// @param wholeTenant whether all of the tenant's stores are theirs, so that they may end the code of another one
    public record Asker(String name, boolean wholeTenant) {}

    /// A new code for an agent of this store; one that was made for both before and not used is good no more, and where the
    /// asker is of the whole tenant, one for another store neither. Throws [IllegalArgumentException] for a name that no
    /// agent can have, [NoAuthorityException].
    public Made make(Transaction transaction, String tenant, String store, String agent, Asker asker) {
        Names.check("agent", agent);
        if (stores.find(transaction, tenant, store).isEmpty()) {
            return new Made.NoStore();
        }
        if (nodes.contains(agent) || authorities.isNode(transaction, agent)) {
            return new Made.AgentTaken("agent '" + agent + "' has the name of a node of head office");
        }
        if (!stores.mayRegister(transaction, tenant, store, agent)) {
            return new Made.AgentTaken("agent '" + agent + "' already speaks for another store");
        }
        Instant now = clock.instant();
        if (!asker.wholeTenant() && devices.isAwaitedElsewhere(transaction, tenant, store, agent, now)) {
            return new Made.AgentTaken("agent '" + agent + "' has a code for another store, good for up to "
                    + EnrolmentRules.CODE_LIFETIME.toMinutes() + " minutes");
        }
        KeptAuthority authority = keeper.currentOf(transaction);
        byte[] secret = new byte[EnrolmentCode.SECRET_BYTES];
        random.nextBytes(secret);
        Instant expiresAt = now.plus(EnrolmentRules.CODE_LIFETIME);
        Set<String> withdrawn = devices.withdrawCodes(transaction, tenant,
                asker.wholeTenant() ? null : store, agent, now);
        devices.addCode(transaction, new KeptCode(Sha256.of(secret), tenant, store, agent,
                authority.number(), asker.name(), now, expiresAt, false, 0, null, null));
        return new Made.Code(EnrolmentCode.of(secret, authority.fingerprint()), expiresAt, withdrawn);
    }
}
