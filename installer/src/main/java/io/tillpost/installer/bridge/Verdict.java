package io.tillpost.installer.bridge;

import io.tillpost.protocol.money.Money;
import java.time.LocalDate;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// What came of holding the sources against each other.
///
/// @param lines the sums
/// @param open payouts that are rightly still on their way, by name
/// @param accused the sources that differ, each with what it differs in; empty if all is well
public record Verdict(List<BridgeLine> lines, List<OpenPayout> open,
        SortedMap<Source, List<String>> accused) {
    public Verdict {
        lines = List.copyOf(lines);
        open = List.copyOf(open);
        accused = Collections.unmodifiableSortedMap(new TreeMap<>(accused));
    }

    /// A payout whose day at the bank is still to come.
    public record OpenPayout(String reference, LocalDate payDate, Money net) {}

    /// Whether every sum agrees and no source differs.
    public boolean holds() {
        return accused.isEmpty() && lines.stream().allMatch(BridgeLine::holds);
    }
}
