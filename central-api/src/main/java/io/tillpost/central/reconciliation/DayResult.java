package io.tillpost.central.reconciliation;

import io.tillpost.central.shift.ZCheck;
import io.tillpost.protocol.money.Money;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Whether a store's day agrees everywhere. Read afresh from what is kept each time; nothing of it is stored.
///
/// @param green whether it [agrees][DayState#AGREES]: something of the day has come, all bridges hold, no discrepancy is open, no
/// statement has findings, every Z report is as the ledger has it, nothing is quarantined, no
/// card attempt is undecided, and nothing is awaited of card payments
/// @param heard whether anything of the day has come from the store
/// @param behind boxes of the store that have not been heard since the day was over, or of late: what they did since may be of
/// the day
/// @param differs sources that do not say what most others say; empty if all agree or nobody can tell
/// @param openPayouts announced and not paid yet: no reason against green until they are missing
/// @param discrepancies of the day, those that explained themselves left out
/// @param findings of the bank statements that show the day's payouts
/// @param zReports of the day's shifts
/// @param quarantined events of the day that count for nothing yet
/// @param undecided card attempts of the day of which nobody knows yet whether money moved
/// @param unsettled card payments of which no acquirer has said a word
/// @param openTerminals terminals of card payments whose end of day has not come, by name
/// @param residue sum of all differences without their signs
public record DayResult(String store, LocalDate businessDate, DayState state, boolean green,
        boolean heard, List<Behind> behind, List<String> differs,
        List<Bridge> bridges, List<OpenPayout> openPayouts, List<Discrepancy> discrepancies,
        List<String> findings, List<ZResult> zReports, long quarantined, long undecided,
        long unsettled, List<String> openTerminals, Money residue) {
    private static final Set<String> SHARED = Set.of("fees", "payouts-bank", "bank-balance");

    public DayResult {
        behind = List.copyOf(behind);
        differs = List.copyOf(differs);
        bridges = List.copyOf(bridges);
        openPayouts = List.copyOf(openPayouts);
        discrepancies = List.copyOf(discrepancies);
        findings = List.copyOf(findings);
        zReports = List.copyOf(zReports);
        openTerminals = List.copyOf(openTerminals);
    }

    /// What a caller may see who is narrowed to single stores: payouts and bank lines are of other stores as well. `state`,
    /// `green` and `differs` still say whether they agree.
    public DayResult ofTheStoreAlone() {
        var own = bridges.stream().filter(bridge -> !SHARED.contains(bridge.name())).toList();
        return new DayResult(store, businessDate, state, green, heard, behind, differs, own, List.of(),
                discrepancies.stream().filter(discrepancy -> !discrepancy.isAtBank()).toList(),
                List.of(), zReports, quarantined, undecided, unsettled, openTerminals,
                Money.sum(own.stream().map(Bridge::withoutSign).toList(), residue.currency()));
    }

    /// A box that may have more of the day than has come.
    ///
    /// @param heardTo all that it had done until then has come; absent where that was never so
    public record Behind(String agent, @Nullable Instant heardTo) {}

    /// Whether a Z report is as the ledger has it; `/v1/reports/z` shows it line by line.
    ///
    /// @param wrong what differs, in words; empty if nothing does
    public record ZResult(UUID z, String till, long number, boolean ok, String wrong) {
        static ZResult of(ZCheck check) {
            return new ZResult(check.z().event(), check.z().till(), check.z().report().number(), check.ok(),
                    check.wrong());
        }
    }
}
