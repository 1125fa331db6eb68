package io.tillpost.central.shift;

import io.tillpost.protocol.money.Money;
import java.util.List;
import java.util.Set;
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

    /// What a line is the total of; its label is for people and for the API.
    public enum Total {
        /// Sold at one rate, without its tax.
        SALES_NET("sales net %s"),
        /// Tax of what was sold at one rate.
        SALES_TAX("sales tax %s"),
        /// Sold at all rates.
        SALES_GROSS("sales gross"),
        /// Taken back at one rate, without its tax.
        REFUNDS_NET("refunds net %s"),
        /// Tax of what was taken back at one rate.
        REFUNDS_TAX("refunds tax %s"),
        /// Taken back at all rates.
        REFUNDS_GROSS("refunds gross"),
        /// Of one kind of tender.
        TENDER("%s less what was given back"),
        /// Moved in the drawer for one reason.
        CASH("cash as %s"),
        /// Less those given back.
        TIPS("tips"),
        /// Of cash, sales less refunds.
        ROUNDING("rounding"),
        /// In the drawer before it was opened, because the shift before had not been counted.
        CARRIED("left uncounted before"),
        /// What of that was not there.
        SHORT_AT_OPENING("short at opening"),
        /// In the drawer before counting.
        EXPECTED_CASH("expected cash"),
        /// Counted more than expected.
        OVER_SHORT("over or short"),
        /// Taken into the safe after counting.
        LIFTED("lifted");

        private final String label;

        Total(String label) {
            this.label = label;
        }

        private String labelled(Object... of) {
            return label.formatted(of);
        }
    }

    /// One total.
    ///
    /// @param what its label, e.g. `sales net 19 %`
    /// @param difference of the report less the ledger's
    public record Line(Total total, String what, Money report, Money ledger, Money difference) {
        static Line of(Total total, Money report, Money ledger) {
            return new Line(total, total.labelled(), report, ledger, report.minus(ledger));
        }

        /// One of several lines with the same total, told apart by a rate, a tender or a kind.
        static Line of(Total total, Object which, Money report, Money ledger) {
            return new Line(total, total.labelled(which), report, ledger, report.minus(ledger));
        }
    }

    /// Whether nothing differs.
    public boolean ok() {
        return findings.isEmpty() && differing().isEmpty();
    }

    /// The lines with one of these totals.
    public Stream<Line> lines(Set<Total> totals) {
        return lines.stream().filter(line -> totals.contains(line.total()));
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
