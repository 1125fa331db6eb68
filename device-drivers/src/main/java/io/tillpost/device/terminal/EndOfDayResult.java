package io.tillpost.device.terminal;

import java.util.List;

/// How an end of day ended.
public sealed interface EndOfDayResult {
    /// The batch is closed; totals per card type as the terminal states them.
    record Closed(String terminalId, int batch, int trace, List<CardTypeTotal> totals)
            implements
                EndOfDayResult {
        public Closed {
            totals = List.copyOf(totals);
        }
    }

    /// The terminal refused or could not reach its host; the batch stays open.
    record Refused(int code, String text) implements EndOfDayResult {}

    /// No answer: the batch may or may not be closed. Not to be repeated blindly.
    record Unknown(String lastStep) implements EndOfDayResult {}
}
