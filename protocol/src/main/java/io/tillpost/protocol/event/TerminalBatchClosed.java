package io.tillpost.protocol.event;

import io.tillpost.protocol.money.Money;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A card terminal's batch was closed (end of day), or may have been.
///
/// @param batch the terminal's number of it, absent if unknown
/// @param totals by card type as the terminal states them, empty if unknown
public record TerminalBatchClosed(String terminal, State state, String terminalId, @Nullable Integer batch,
        List<CardTotal> totals, String detail) implements Event {
    public TerminalBatchClosed {
        Names.check("terminal", terminal);
        totals = List.copyOf(totals);
    }

    /// What is known.
    public enum State {
        CLOSED, UNKNOWN
    }

    /// Count and sum of one card type.
    public record CardTotal(String cardName, int count, Money gross) {}
}
