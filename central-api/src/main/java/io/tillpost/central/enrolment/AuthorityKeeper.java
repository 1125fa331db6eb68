package io.tillpost.central.enrolment;

import io.tillpost.central.database.Database;
import io.tillpost.central.database.Tenancy;
import io.tillpost.central.database.Transaction;
import io.tillpost.central.enrolment.Certificates.Lifetime;
import io.tillpost.protocol.event.Names;
import io.tillpost.protocol.journal.Sha256;
import io.tillpost.protocol.seal.Vault;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Makes this installation's authority, opens its key where something is to be signed, and brings its successor in. Its
/// key never leaves the database but sealed. Safe for use by all threads and by several nodes.
public final class AuthorityKeeper {
    /// Boxes trust it without ever being asked again, so it outlives them; a successor takes over earlier.
    static final Duration AUTHORITY_LIFETIME = Duration.ofDays(20 * 365L);
    private static final int MOST_NAMES = 50;
    private static final int MOST_COMMON_NAME_CHARS = 64;
    private static final int NAME_DIGITS = 8;

    private final Database database;
    private final Authorities authorities;
    private final Vault vault;
    private final Clock clock;
    private final SecureRandom random;
    private final Certificates certificates;

    /// @param vault seals the authority's key
    public AuthorityKeeper(Database database, Authorities authorities, Vault vault, Clock clock,
            SecureRandom random) {
        this.database = database;
        this.authorities = authorities;
        this.vault = vault;
        this.clock = clock;
        this.random = random;
        this.certificates = new Certificates(random);
    }

    /// A new key with its certificate and those between it and the authority that is trusted.
    public record KeyAndChain(PrivateKey key, List<X509Certificate> chain) {
        public KeyAndChain {
            chain = List.copyOf(chain);
        }

        /// Without the key.
        @Override
        public String toString() {
            return "KeyAndChain[" + chain.getFirst().getSubjectX500Principal() + "]";
        }
    }

    /// Makes the authority if there is none, and returns the one that issues. Several nodes that start at once make one.
    /// Throws `SealBrokenException` when its key cannot be opened.
    public KeptAuthority init() {
        KeptAuthority current = made();
        var _ = opened(current);
        return current;
    }

    private KeptAuthority made() {
        return database.inTransaction(transaction -> {
            Optional<KeptAuthority> there = authorities.current(transaction);
            if (there.isPresent()) {
                return there.get();
            }
            authorities.lock(transaction);
            return authorities.current(transaction)
                    .orElseGet(() -> add(transaction, 1, KeptAuthority.State.CURRENT, null));
        });
    }

    /// The authority that issues, if one was made.
    public Optional<KeptAuthority> current() {
        return database.inTransaction(this::current);
    }

    /// The same, in a transaction that is open.
    public Optional<KeptAuthority> current(Transaction transaction) {
        return authorities.current(transaction);
    }

    /// All authorities, oldest first.
    public List<KeptAuthority> all() {
        return database.inTransaction(authorities::all);
    }

    /// Seals the keys of all authorities anew, after another master key has begun to seal. Returns how many. Throws
    /// `SealBrokenException` when one cannot be opened; then none is changed.
    public int reseal() {
        return database.inTransaction(transaction -> {
            authorities.lock(transaction);
            List<KeptAuthority> all = authorities.all(transaction);
            for (KeptAuthority one : all) {
                byte[] pkcs8 = vault.open(one.sealedKey(), place(one.number()));
                authorities.setSealedKey(transaction, one.number(), vault.seal(pkcs8, place(one.number())));
                Arrays.fill(pkcs8, (byte) 0);
            }
            return all.size();
        });
    }

    /// Makes the successor of the authority that issues, or returns the one that waits already. It is trusted from now on
    /// and issues nothing. Throws [NoAuthorityException] when there is nothing to succeed to.
    public KeptAuthority prepareNext() {
        return database.inTransaction(transaction -> {
            authorities.lock(transaction);
            KeptAuthority before = currentOf(transaction);
            List<KeptAuthority> all = authorities.all(transaction);
            return all.stream()
                    .filter(one -> one.state() == KeptAuthority.State.NEXT)
                    .findFirst()
                    .orElseGet(() -> add(transaction, all.getLast().number() + 1, KeptAuthority.State.NEXT,
                            opened(before)));
        });
    }

    /// Lets the successor issue from now on; the one before stays trusted. Throws [NoAuthorityException] when none was
    /// prepared.
    public KeptAuthority activateNext() {
        return database.inTransaction(transaction -> {
            authorities.lock(transaction);
            KeptAuthority next = authorities.all(transaction)
                    .stream()
                    .filter(one -> one.state() == KeptAuthority.State.NEXT)
                    .findFirst()
                    .orElseThrow(() -> new NoAuthorityException("no next authority is prepared"));
            authorities.setState(transaction, currentOf(transaction).number(), KeptAuthority.State.FORMER);
            authorities.setState(transaction, next.number(), KeptAuthority.State.CURRENT);
            return currentOf(transaction);
        });
    }

    /// A key and certificate for a server of head office's under these host names and addresses. Throws
    /// [IllegalArgumentException] that names what is none.
    public KeyAndChain issueServer(List<String> names, Duration lifetime) {
        if (names.isEmpty() || names.size() > MOST_NAMES) {
            throw new IllegalArgumentException(names.size() + " names, expected 1 to " + MOST_NAMES);
        }
        names.forEach(HostNames::check);
        String common = names.getFirst().length() <= MOST_COMMON_NAME_CHARS ? names.getFirst() : "server";
        return issue("server", common, lifetime,
                (authority, pair, from) -> certificates.server(authority, common, names, pair.getPublic(),
                        from));
    }

    /// A key and certificate for a node of head office's, as a client of the broker under this name. Throws
    /// [IllegalArgumentException] for a name that none can have, or that a box has or ever had: its certificate would be
    /// head office's at the broker.
    public KeyAndChain issueNode(String name, Duration lifetime) {
        Names.check("node", name);
        if (Tenancy.everyone(() -> database.inTransaction(
                tx -> !authorities.isNode(tx, name) && authorities.isAgent(tx, name)))) {
            throw new IllegalArgumentException(
                    "node '" + name + "' has the name of a box, expected one that no box has or ever had");
        }
        return issue("node", name, lifetime,
                (authority, pair, from) -> certificates.node(authority, name, pair.getPublic(), from));
    }

    /// A key and certificate that signs what stores are configured with, and is good for nothing else. Throws
    /// [NoAuthorityException].
    public KeyAndChain issueConfigurationSigner(Duration lifetime) {
        return issue("signer", "configuration", lifetime,
                (authority, pair, from) -> certificates.configurationSigner(authority, pair.getPublic(),
                        from));
    }

    private interface Making {
        X509Certificate make(Authority authority, KeyPair pair, Lifetime lifetime);
    }

    private KeyAndChain issue(String kind, String name, Duration lifetime, Making making) {
        var pair = P256.newPair(random);
        Instant now = clock.instant();
        return database.inTransaction(transaction -> {
            KeptAuthority kept = currentOf(transaction);
            var certificate = making.make(opened(kept), pair, Lifetime.from(now, lifetime));
            authorities.noteNode(transaction, new Authorities.NodeCertificate(
                    Certificates.serial(certificate), kept.number(), kind, name,
                    certificate.getNotAfter().toInstant(), now));
            var chain = new ArrayList<>(List.of(certificate));
            if (kept.crossCertificate() != null) {
                chain.add(kept.crossCertificate());
            }
            return new KeyAndChain(pair.getPrivate(), chain);
        });
    }

    /// The authority that issues. Throws [NoAuthorityException].
    KeptAuthority currentOf(Transaction transaction) {
        return authorities.current(transaction)
                .orElseThrow(() -> new NoAuthorityException("this installation has no authority yet"));
    }

    /// The same with its key. Throws `SealBrokenException` when that cannot be opened.
    Authority opened(KeptAuthority kept) {
        byte[] pkcs8 = vault.open(kept.sealedKey(), place(kept.number()));
        try {
            return new Authority(kept.number(), kept.certificate(),
                    KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(pkcs8)));
        } catch (GeneralSecurityException _) {
            // The cause may quote the key.
            throw new IllegalStateException("the key of authority " + kept.number() + " is no EC key");
        } finally {
            Arrays.fill(pkcs8, (byte) 0);
        }
    }

    private KeptAuthority add(Transaction transaction, int number, KeptAuthority.State state,
            @Nullable Authority before) {
        var pair = P256.newPair(random);
        Instant now = clock.instant();
        String name = "Tillpost authority " + number + " "
                + Sha256.of(pair.getPublic().getEncoded()).toString().substring(0, NAME_DIGITS);
        var certificate = certificates.authority(name, pair, Lifetime.from(now, AUTHORITY_LIFETIME));
        var fresh = new KeptAuthority(number, certificate,
                before == null ? null : certificates.cross(before, certificate),
                vault.seal(pair.getPrivate().getEncoded(), place(number)), state, now, null, 0, null);
        authorities.add(transaction, fresh);
        return fresh;
    }

    private static byte[] place(int number) {
        return KeptAuthority.place(number).getBytes(StandardCharsets.US_ASCII);
    }
}
