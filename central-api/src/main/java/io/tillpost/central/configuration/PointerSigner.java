package io.tillpost.central.configuration;

import io.tillpost.central.configuration.Signers.Signer;
import io.tillpost.central.database.Database;
import io.tillpost.central.database.Transaction;
import io.tillpost.central.enrolment.AuthorityKeeper;
import io.tillpost.central.enrolment.KeptAuthority;
import io.tillpost.central.enrolment.NoAuthorityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Signs pointers. Its key is certified by the authority that issues, so a box that trusts that authority needs nothing
/// more; another is made when the authority changes or a third of the certificate's time is left. Safe for use by all
/// threads and by several nodes, each of which may make one.
public final class PointerSigner {
    /// Pointers lie at the broker for as long as a store is away; each welcome brings one with a fresh signature.
    private static final Duration LIFETIME = Duration.ofDays(3 * 365L);
    private static final Duration LEFT_MIN = LIFETIME.dividedBy(3);

    private final Database database;
    private final Signers signers;
    private final AuthorityKeeper authorities;
    private final Clock clock;
    private @Nullable Held held;

    private record Held(int authority, Signer signer) {}

    public PointerSigner(Database database, Signers signers, AuthorityKeeper authorities, Clock clock) {
        this.database = database;
        this.signers = signers;
        this.authorities = authorities;
        this.clock = clock;
    }

    /// Whether anything can be signed here.
    boolean isReady(Transaction transaction) {
        return authorities.current(transaction).isPresent();
    }

    /// Who signs at present. In transactions of its own, so it is asked for before one is open. Throws
    /// [NoAuthorityException] where there is no authority, and `SealBrokenException` when a key cannot be opened.
    synchronized Signer signer() {
        KeptAuthority authority = authorities.current()
                .orElseThrow(() -> new NoAuthorityException("this installation has no authority yet"));
        Instant wanted = clock.instant().plus(LEFT_MIN);
        Held known = held;
        if (known != null && known.authority == authority.number()
                && known.signer.notAfter().isAfter(wanted)) {
            return known.signer;
        }
        Optional<Signer> kept = database
                .inTransaction(transaction -> signers.newest(transaction, authority.number(), wanted));
        Signer signer = kept.orElseGet(() -> fresh(authority));
        held = new Held(authority.number(), signer);
        return signer;
    }

    private Signer fresh(KeptAuthority authority) {
        var made = authorities.issueConfigurationSigner(LIFETIME);
        var signer = new Signer(made.key(), made.chain());
        return database.inTransaction(transaction -> {
            signers.add(transaction, authority.number(), signer, clock.instant());
            return signer;
        });
    }
}
