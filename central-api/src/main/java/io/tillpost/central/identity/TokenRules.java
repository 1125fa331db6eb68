package io.tillpost.central.identity;

import java.time.Duration;

/// What every token of this installation says and what every check expects.
///
/// @param issuer this installation's URL, `iss`
/// @param audience who the token is for, `aud`
/// @param lifetime how long it is good
public record TokenRules(String issuer, String audience, Duration lifetime) {
    /// 10 minutes: RFC 9068 asks for short ones; a client renews well before, and a disabled one is refused at once anyhow.
    private static final Duration LIFETIME = Duration.ofMinutes(10);
    /// Nodes' clocks may differ by this.
    static final Duration CLOCK_SKEW = Duration.ofSeconds(5);

    /// The rules of the installation at `issuer`, which is its own audience.
    public static TokenRules of(String issuer) {
        return new TokenRules(issuer, issuer, LIFETIME);
    }
}
