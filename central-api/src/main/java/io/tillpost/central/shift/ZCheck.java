package io.tillpost.central.shift;

import io.tillpost.protocol.money.Money;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A Z report held against the ledger and the report before it.
///
/// @param lines each total of the report beside what the ledger has booked in its shift
/// @param findings in words: gaps in the numbers, a number that was used twice, grand totals that do not go on
public record ZCheck(KeptZ z, List<Line> lines, List<String> findings) {
    public ZCheck {
        lines = List.copyOf(lines);
        findings = List.copyOf(findings);
    }

    /// One total.
    ///
    /// @param what e.g. `sales net 19 %`
    /// @param difference of the report less the ledger's
    public record Line(String what, Money report, Money ledger, Money difference) {
        static Line of(String what, Money report, Money ledger) {
            return new Line(what, report, ledger, report.minus(ledger));
        }
    }

    /// Whether nothing differs.
    public boolean ok() {
        return findings.isEmpty() && differing().isEmpty();
    }

    /// The lines that differ.
    public List<Line> differing() {
        return lines.stream().filter(line -> !line.difference().isZero()).toList();
    }

    /// What is wrong, in words; empty if nothing is.
    public String wrong() {
        return Stream.concat(
                differing().stream()
                        .map(line -> line.what() + " is " + line.report() + ", the ledger has "
                                + line.ledger()),
                findings.stream()).collect(Collectors.joining("; "));
    }
}
