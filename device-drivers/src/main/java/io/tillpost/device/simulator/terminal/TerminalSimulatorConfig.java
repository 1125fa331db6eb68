package io.tillpost.device.simulator.terminal;

import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.Currency;
import org.jspecify.annotations.Nullable;

/// What a simulated terminal is.
///
/// @param port where the till finds it
/// @param ledger file of everything that truly happened; kept and continued when it exists
/// @param capture file of every byte with its time, if wanted
/// @param terminalId eight digits
/// @param debitContract contract number (MID) on which debit cards settle, at most 15 characters
/// @param creditContract contract number (MID) on which credit cards settle
/// @param clock time of day, and the date unless `date` sets it apart
/// @param date the terminal's own date, if it differs from the clock's
/// @param firstCard the card that the customer shows unless told otherwise
/// @param autoReverse true: a charge or refund that the till never answered is taken back by the terminal itself, and a
///     reversal that it did not accept is not stored
/// @param fullNumbers true: sends unmasked card numbers and track 2, as some terminals do
public record TerminalSimulatorConfig(Port port, Path ledger, @Nullable Path capture, String terminalId,
        String debitContract, String creditContract, Currency currency, SimulatorTimers timers, Clock clock,
        @Nullable LocalDate date, SimulatedCard firstCard, boolean autoReverse, boolean fullNumbers) {
    private static final int CONTRACT_CHARS_MAX = 15;

    /// Where a till reaches the terminal.
    public sealed interface Port {
        /// A pseudo-terminal under this name, which the till opens as a serial port.
        record Pty(Path name) implements Port {}

        /// A TCP port on the loopback address; 0 picks a free one.
        record Tcp(int number) implements Port {}
    }

    public TerminalSimulatorConfig {
        if (!terminalId.matches("[0-9]{8}")) {
            throw new IllegalArgumentException("terminal id '" + terminalId + "', expected 8 digits");
        }
        for (String contract : new String[]{debitContract, creditContract}) {
            if (contract.isBlank() || contract.length() > CONTRACT_CHARS_MAX) {
                throw new IllegalArgumentException("contract number '" + contract + "', expected 1 to "
                        + CONTRACT_CHARS_MAX + " characters");
            }
        }
    }

    /// A terminal with usual ids that shows a girocard and keeps what the till never answered.
    public static TerminalSimulatorConfig usual(Port port, Path ledger, Currency currency, Clock clock) {
        return new TerminalSimulatorConfig(port, ledger, null, "69000001", "455600001234", "455600009876",
                currency,
                SimulatorTimers.standard(), clock, null, SimulatedCard.GIROCARD, false, false);
    }

    /// The same with other timers.
    public TerminalSimulatorConfig withTimers(SimulatorTimers other) {
        return new TerminalSimulatorConfig(port, ledger, capture, terminalId, debitContract, creditContract,
                currency,
                other, clock, date, firstCard, autoReverse, fullNumbers);
    }

    String contractOf(SimulatedCard card) {
        return card.isCredit() ? creditContract : debitContract;
    }
}
