package io.tillpost.central.ingest;

import io.tillpost.central.database.Database;
import io.tillpost.central.database.Tenancy;
import io.tillpost.central.database.Transaction;
import io.tillpost.central.ingest.BoxKeys.Box;
import io.tillpost.protocol.journal.Hash;
import io.tillpost.protocol.sync.BatchHeader;
import io.tillpost.protocol.sync.HeadSignature;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.SignatureException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Whether a hello was said by the box that it names, and a batch by the box that its journal belongs to, by the signature
/// over it. The costly part, the verification, is done before the transaction; what may change meanwhile is asked inside it. Safe for use by all
/// threads.
public final class Heads {
    /// More keys than one installation has boxes; beyond it they are looked up anew.
    private static final int KEYS_MAX = 20_000;

    private final Database database;
    private final BoxKeys keys;
    private final Unsigned unsigned;
    /// A key's owner never changes but by another enrolment, which is noticed inside the transaction.
    private final Map<Hash, Box> owners = new ConcurrentHashMap<>();

    public Heads(Database database, BoxKeys keys, Unsigned unsigned) {
        this.database = database;
        this.keys = keys;
        this.unsigned = unsigned;
    }

    /// What becomes of what nobody has signed.
    public enum Unsigned {
        /// It is not taken.
        REFUSE,
        /// It is taken, as before boxes were enrolled.
        ACCEPT
    }

    /// What is known of who said something, before its transaction.
    sealed interface Claim {
        /// Nobody signed it.
        record None() implements Claim {}

        /// This box's key did.
        record Signed(Box box, HeadSignature signature) implements Claim {}

        /// Somebody else's key did, or none at all.
        record Wrong(String why) implements Claim {}
    }

    /// Looks at what came on this store's topic. Throws `DatabaseException`.
    Claim claim(String store, HeadSignature.Said said, Optional<HeadSignature> signature) {
        if (signature.isEmpty()) {
            return new Claim.None();
        }
        Hash keyId = signature.get().key();
        Optional<Box> owner = owner(keyId);
        if (owner.isEmpty()) {
            return new Claim.Wrong("no box is known with key " + keyId);
        }
        if (verifies(store, said, owner.get(), signature.get())) {
            return new Claim.Signed(owner.get(), signature.get());
        }
        // The box may have been enrolled anew since its key was looked up.
        owners.remove(keyId);
        owner = owner(keyId);
        return owner.isPresent() && verifies(store, said, owner.get(), signature.get())
                ? new Claim.Signed(owner.get(), signature.get())
                : new Claim.Wrong("the signature is not by key " + keyId + " over this message of store '"
                        + store + "'");
    }

    private Optional<Box> owner(Hash keyId) {
        Box known = owners.get(keyId);
        if (known != null) {
            return Optional.of(known);
        }
        // Also whoever pretends to be another tenant's store is to be known by name.
        Optional<Box> found = Tenancy
                .everyone(() -> database.inTransaction(transaction -> keys.owner(transaction, keyId)));
        if (owners.size() >= KEYS_MAX) {
            owners.clear();
        }
        found.ifPresent(box -> owners.put(keyId, box));
        return found;
    }

    private static boolean verifies(String store, HeadSignature.Said said, Box box,
            HeadSignature signature) {
        if (!box.store().equals(store)) {
            return false;
        }
        try {
            var check = Signature.getInstance("SHA256withECDSA");
            check.initVerify(box.key());
            check.update(said.bytes(box.tenant(), box.store(), box.agent()));
            return check.verify(signature.signature());
        } catch (SignatureException _) {
            // What is no signature at all is none by this key.
            return false;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java verifies ECDSA", e);
        }
    }

    /// Why a batch of this journal is not taken, if so; inside its transaction.
    Optional<String> objection(Transaction transaction, String tenant, JournalState journal, Claim claim) {
        return objection(transaction, tenant, journal.store(), journal.agent(), claim);
    }

    /// Why this agent is not heard, if so; inside the transaction of what it said.
    Optional<String> objection(Transaction transaction, String tenant, String store, String agent,
            Claim claim) {
        return switch (claim) {
            case Claim.None() when unsigned == Unsigned.ACCEPT -> Optional.empty();
            case Claim.None() ->
                Optional.of("it is not signed, expected a signature by the key of agent '" + agent + "'");
            case Claim.Wrong(var why) -> Optional.of(why);
            case Claim.Signed(var box, _) when !box.tenant().equals(tenant)
                    || !box.store().equals(store) || !box.agent().equals(agent) ->
                Optional.of("it is signed by agent '" + box.agent() + "' of store '" + box.store()
                        + "', expected agent '" + agent + "' of store '" + store + "'");
            case Claim.Signed(var box, var signature) -> keys.speaks(transaction, box, signature.key())
                    ? Optional.empty()
                    : Optional.of("key " + signature.key() + " of agent '" + box.agent()
                            + "' speaks for it no more: its certificates are revoked or too long expired");
        };
    }

    /// Keeps the proof of a batch that was taken whole.
    void keep(Transaction transaction, String tenant, BatchHeader header, Claim claim) {
        if (claim instanceof Claim.Signed(_, var signature)) {
            keys.keep(transaction, tenant, new ProvenBatch(header, signature));
        }
    }
}
