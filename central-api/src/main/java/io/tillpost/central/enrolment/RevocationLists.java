package io.tillpost.central.enrolment;

import io.tillpost.central.database.Database;
import io.tillpost.central.database.Tenancy;
import io.tillpost.central.database.Transaction;
import io.tillpost.central.enrolment.Certificates.Lifetime;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// Keeps each authority's revocation list (RFC 5280, 5) up to date. All nodes give out the same bytes: the list is made
/// once and kept. Safe for use by all threads.
public final class RevocationLists {
    /// A broker that checks lists refuses everybody once the list is out of date, so it must outlast a long absence of
    /// head office ...
    static final Duration LIFETIME = Duration.ofDays(30);
    /// ... and is made anew long before.
    static final Duration RENEWED_AFTER = Duration.ofDays(1);

    /// How far the clocks of two nodes may be apart. A list from further ahead was made by a clock that was wrong, and brokers
    /// refuse everybody until its time has come; one from less ahead is another node's, made just now, and stays.
    static final Duration CLOCKS_DIFFER_AT_MOST = Duration.ofMinutes(5);

    private final Database database;
    private final Authorities authorities;
    private final AuthorityKeeper keeper;
    private final Clock clock;
    private final Certificates certificates;

    public RevocationLists(Database database, Authorities authorities, AuthorityKeeper keeper, Clock clock,
            SecureRandom random) {
        this.database = database;
        this.authorities = authorities;
        this.keeper = keeper;
        this.clock = clock;
        this.certificates = new Certificates(random);
    }

    /// The list of the authority that issues, DER. Throws [NoAuthorityException].
    public byte[] current() {
        return Tenancy.everyone(() -> database.inTransaction(
                transaction -> upToDate(transaction, keeper.currentOf(transaction)).revocationList()
                        .orElseThrow()));
    }

    /// The authorities with their lists, oldest first; those that nobody can still have a certificate of are left out.
    public List<KeptAuthority> all(Transaction transaction) {
        Instant now = clock.instant();
        return authorities.all(transaction)
                .stream()
                .filter(authority -> authority.certificate().getNotAfter().toInstant().isAfter(now))
                .map(authority -> upToDate(transaction, authority))
                .toList();
    }

    private KeptAuthority upToDate(Transaction transaction, KeptAuthority seen) {
        if (!isStale(transaction, seen)) {
            // Read again: since it was seen another node may have listed what counts as listed now.
            return authorities.numbered(transaction, seen.number());
        }
        KeptAuthority locked = authorities.locked(transaction, seen.number());
        if (isStale(transaction, locked)) {
            Instant now = clock.instant();
            long number = locked.crlNumber() + 1;
            // RFC 5280, 3.3: an entry stays until a list was made after the certificate's end.
            var revoked = authorities.list(transaction, locked.number(), now.minus(LIFETIME));
            byte[] crl = certificates.revocationList(keeper.opened(locked), number,
                    Lifetime.from(now, LIFETIME), revoked);
            authorities.keepList(transaction, locked.number(), crl, number, now);
        }
        return authorities.locked(transaction, seen.number());
    }

    private boolean isStale(Transaction transaction, KeptAuthority authority) {
        Instant now = clock.instant();
        Instant madeAt = authority.crlMadeAt();
        return madeAt == null
                || !madeAt.plus(RENEWED_AFTER).isAfter(now)
                || madeAt.isAfter(now.plus(CLOCKS_DIFFER_AT_MOST))
                || authorities.hasUnlisted(transaction, authority.number());
    }
}
