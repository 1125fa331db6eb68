package io.tillpost.central.config;

import org.jspecify.annotations.Nullable;

/// How much anybody may ask of a node. Each node counts for itself. Reference: docs/reference/central-config.md.
///
/// @param caller per API client or key
/// @param documents per address, for reading what is open to everyone
/// @param doors per address, for tokens and enrolment
/// @param refused per address, for requests whose caller is not known
/// @param wrongSecrets before the first pause
/// @param longestPauseSeconds after many wrong secrets
public record Limits(Allowed caller, Allowed documents, Allowed doors, Allowed refused, int wrongSecrets,
        int longestPauseSeconds) {
    private static final int MOST_REQUESTS = 10_000_000;
    private static final int LONGEST_WINDOW_SECONDS = 3_600;

    /// 200 a second for long, five seconds' worth at once: above what a head office's programs ask, below what a node does.
    static final Allowed CALLER = new Allowed(1_000, 5);
    /// A monitor that asks ten times a second.
    static final Allowed DOCUMENTS = new Allowed(600, 60);
    /// 3,000 clients behind one address renew their tokens every 10 minutes.
    static final Allowed DOORS = new Allowed(300, 60);
    /// A program with an old secret that asks once a second; whoever tries secrets asks more.
    static final Allowed REFUSED = new Allowed(60, 60);
    /// A person who mistypes.
    static final int WRONG_SECRETS = 5;
    /// Short enough that a rightful client on the attacker's own address gets through.
    static final int LONGEST_PAUSE_SECONDS = 300;

    /// So many requests in so long.
    public record Allowed(int requests, int seconds) {}

    /// What holds if nothing is configured.
    public static Limits defaults() {
        return new Limits(CALLER, DOCUMENTS, DOORS, REFUSED, WRONG_SECRETS, LONGEST_PAUSE_SECONDS);
    }

    /// The shape in the file.
    record Part(@Nullable Allowed caller, @Nullable Allowed documents, @Nullable Allowed doors,
            @Nullable Allowed refused, @Nullable Integer wrongSecrets,
            @Nullable Integer longestPauseSeconds) {
        Limits checked() {
            return new Limits(checked("caller", caller, CALLER), checked("documents", documents, DOCUMENTS),
                    checked("doors", doors, DOORS), checked("refused", refused, REFUSED),
                    wrongSecrets == null
                            ? WRONG_SECRETS
                            : ConfigFile.between("limits.wrongSecrets", wrongSecrets, 1, MOST_REQUESTS),
                    longestPauseSeconds == null
                            ? LONGEST_PAUSE_SECONDS
                            : ConfigFile.between("limits.longestPauseSeconds", longestPauseSeconds, 1,
                                    LONGEST_WINDOW_SECONDS));
        }

        private static Allowed checked(String name, @Nullable Allowed given, Allowed otherwise) {
            if (given == null) {
                return otherwise;
            }
            return new Allowed(
                    ConfigFile.between("limits." + name + ".requests", given.requests, 1, MOST_REQUESTS),
                    ConfigFile.between("limits." + name + ".seconds", given.seconds, 1,
                            LONGEST_WINDOW_SECONDS));
        }
    }
}
