package io.tillpost.central.reconciliation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.central.reconciliation.BankText.Entry;
import io.tillpost.central.statement.KeptStatement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A statement opens with what the one before closed with, whatever else was sent of the same days.
class StatementChainTest {
    private static final String FRIDAY = "2026-02-27";
    private static final String MONDAY = "2026-03-02";
    private static final String TUESDAY = "2026-03-03";

    private final ReconciliationWorld world = new ReconciliationWorld();

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void aWeeksStatementBesideThoseOfItsDaysGoesOnFromTheWeekBefore(int order) {
        bank(order, daily(FRIDAY, 0, 500), daily(MONDAY, 500, 700), daily(TUESDAY, 700, 900), week(MONDAY));

        assertEquals(List.of(), findings());
    }

    /// The bank dates an opening balance as it dated the closing balance that it is.
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void soDoesOneWhoseOpeningBalanceIsDatedTheDayBefore(int order) {
        bank(order, BankText.part("S-1", "2026-02-26", FRIDAY, 0, 500),
                BankText.part("S-" + MONDAY, FRIDAY, MONDAY, 500, 700),
                BankText.part("S-" + TUESDAY, MONDAY, TUESDAY, 700, 900), week(FRIDAY));

        assertEquals(List.of(), findings());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void aWeeksStatementThatDoesNotGoOnFromTheWeekBeforeIsFound(int order) {
        bank(order, daily(FRIDAY, 0, 400), daily(MONDAY, 500, 700), daily(TUESDAY, 700, 900), week(MONDAY));

        assertEquals(2, findings().size(), findings().toString());
        assertTrue(findings().stream().allMatch(finding -> finding.startsWith("opens with 5.00 EUR")),
                findings().toString());
    }

    /// Monday moved money of which Tuesday knows nothing: that it fits Friday is no excuse.
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void aDayThatSkipsTheDayBeforeIsFound(int order) {
        bank(order, BankText.part("S-1", "2026-02-26", FRIDAY, 0, 500),
                BankText.part("S-2", FRIDAY, MONDAY, 500, 700),
                BankText.part("S-3", MONDAY, TUESDAY, 500, 900));

        assertEquals(List
                .of("opens with 5.00 EUR, expected 7.00 EUR as the statement before closed on 2026-03-02"),
                findings());
    }

    private static String daily(String day, long opening, long closing) {
        return BankText.part("S-" + day, day, day, opening, closing);
    }

    /// Has the entries of its days.
    private static String week(String opens) {
        return BankText.part("S-WEEK", opens, TUESDAY, 500, 900,
                List.of(new Entry(MONDAY, 200, "S-" + MONDAY), new Entry(TUESDAY, 200, "S-" + TUESDAY)));
    }

    private void bank(int order, String... statements) {
        var shuffled = new ArrayList<>(List.of(statements));
        Collections.shuffle(shuffled, new Random(order));
        shuffled.forEach(statement -> world.bank(BankText.file(statement)));
    }

    private List<String> findings() {
        return world.database.inTransaction(
                transaction -> world.statements.list(transaction, world.tenant, null, 100)).stream()
                .map(KeptStatement::findings)
                .flatMap(List::stream)
                .toList();
    }
}
