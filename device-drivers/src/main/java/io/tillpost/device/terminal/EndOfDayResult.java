package io.tillpost.device.terminal;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// How an end of day ended.
public sealed interface EndOfDayResult {
    /// The batch is closed; totals per card type as the terminal states them. `batch` is its number, if stated (ZVT does
    /// not state it).
    record Closed(String terminalId, @Nullable Integer batch, int trace, List<CardTypeTotal> totals)
            implements
                EndOfDayResult {
        public Closed {
            totals = List.copyOf(totals);
        }
    }

    /// The terminal refused or could not reach its host; the batch stays open. `code` is the terminal's own, -1 if the
    /// terminal was never asked because it cannot be reached.
    record Refused(int code, String text) implements EndOfDayResult {}

    /// No answer: the batch may or may not be closed. Not to be repeated blindly.
    record Unknown(String lastStep) implements EndOfDayResult {}
}
