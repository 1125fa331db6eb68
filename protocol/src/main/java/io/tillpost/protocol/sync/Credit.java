package io.tillpost.protocol.sync;

/// How much one batch may hold and how long to wait between batches. Head office shrinks it when it is overloaded.
public record Credit(int bytes, int events, int intervalMs) {
    /// What an agent assumes until it is told otherwise.
    public static final Credit DEFAULT = new Credit(256 * 1024, 1_000, 0);

    public Credit {
        if (bytes < 1 || events < 1 || intervalMs < 0) {
            throw new IllegalArgumentException("credit of " + bytes + " bytes, " + events + " events every "
                    + intervalMs + " ms, expected at least 1, 1 and 0");
        }
    }
}
