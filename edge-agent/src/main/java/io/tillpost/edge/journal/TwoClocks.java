package io.tillpost.edge.journal;

import java.time.Duration;
import java.time.Instant;

/// What this box's clock and head office's say at one moment. Either may be wrong.
public record TwoClocks(Instant box, Instant headOffice) {
    /// Summer time, a wrong zone of a neighbour, a clock that is set by hand: no day is lost by that.
    public static final Duration AGREE_WITHIN = Duration.ofHours(4);

    /// Whether they tell the same time, as far as days hang on it.
    public boolean agree() {
        return Duration.between(box, headOffice).abs().compareTo(AGREE_WITHIN) <= 0;
    }

    public Instant earlier() {
        return box.isBefore(headOffice) ? box : headOffice;
    }

    public Instant later() {
        return box.isBefore(headOffice) ? headOffice : box;
    }
}
