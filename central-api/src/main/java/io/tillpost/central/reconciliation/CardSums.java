package io.tillpost.central.reconciliation;

import io.tillpost.central.reconciliation.Bridge.Side;
import io.tillpost.protocol.money.Money;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What the day's card payments add up to, by source.
record CardSums(Money terminal, Money journal, Money ledger, Money settlement) {
    static final String TERMINAL = "terminal";
    static final String JOURNAL = "journal";
    static final String LEDGER = "ledger";
    static final String SETTLEMENT = "settlement";

    List<Bridge> bridges() {
        var charged = new Side(JOURNAL, "card payments less refunds", journal);
        return List.of(
                Bridge.of("terminal-journal", new Side(TERMINAL, "totals at the end of day", terminal),
                        charged),
                Bridge.of("journal-ledger", charged, new Side(LEDGER, "card clearing moved", ledger)),
                Bridge.of("journal-settlement", charged,
                        new Side(SETTLEMENT, "gross of the day", settlement)));
    }

    /// Who says something else than most do. Two against two: nobody can tell.
    List<String> differing() {
        Map<String, Money> said = new LinkedHashMap<>();
        said.put(TERMINAL, terminal);
        said.put(JOURNAL, journal);
        said.put(LEDGER, ledger);
        said.put(SETTLEMENT, settlement);
        var votes = new HashMap<Money, Integer>();
        said.values().forEach(amount -> votes.merge(amount, 1, Integer::sum));
        int most = votes.values().stream().mapToInt(Integer::intValue).max().orElse(0);
        var leaders = votes.entrySet().stream().filter(vote -> vote.getValue() == most).toList();
        if (leaders.size() > 1) {
            return List.of();
        }
        var differing = new ArrayList<String>();
        said.forEach((source, amount) -> {
            if (!amount.equals(leaders.getFirst().getKey())) {
                differing.add(source);
            }
        });
        return differing;
    }
}
