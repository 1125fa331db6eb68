package io.tillpost.central.identity;

import io.tillpost.central.database.Database;
import java.time.Clock;

/// Takes tokens back before they expire (RFC 7009). Safe for use by all threads.
public final class TokenRevocation {
    private final Database database;
    private final RevokedTokens revoked;
    private final TokenCheck tokens;
    private final Clock clock;

    public TokenRevocation(Database database, RevokedTokens revoked, TokenCheck tokens, Clock clock) {
        this.database = database;
        this.revoked = revoked;
        this.tokens = tokens;
        this.clock = clock;
    }

    /// Takes the token back if it is one of this principal; from then on all nodes refuse it within 5 s. Nothing happens
    /// for any other text, and the caller cannot tell (RFC 7009, 2.2).
    public void revoke(Principal principal, String token) {
        if (tokens.judge(token) instanceof TokenVerdict.Valid valid && principal.owns(valid)) {
            database.inTransaction(transaction -> {
                revoked.purge(transaction, clock.instant().minus(TokenRules.CLOCK_SKEW.multipliedBy(2)));
                revoked.add(transaction, valid.tokenId(), valid.expiresAt());
                return true;
            });
        }
    }
}
