package io.tillpost.installer.faults.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.installer.faults.oracle.Finding.Kind;
import io.tillpost.installer.faults.oracle.OfficeView.Journal;
import io.tillpost.installer.faults.oracle.OfficeView.Row;
import io.tillpost.protocol.journal.Hash;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OracleTest {
    private static final long FLOATS = 10_000;
    private static final UUID JOURNAL = id(900);
    private static final Hash HEAD = Hash.of(new byte[32]);

    private final List<Accepted> accepted = List.of(sale("till-1", 1, 500, 0), sale("till-2", 2, 0, 700),
            sale("till-1", 3, 300, 0), refund("till-1", 4, 100));
    private final List<Row> rows = new ArrayList<>(accepted.stream().map(OracleTest::row).toList());
    private final Map<String, Long> ledger = new HashMap<>(
            Map.of("income:sales", -1_300L, "liabilities:vat", -200L,
                    "income:returns", 100L, "assets:cash", FLOATS + 700, "assets:card-clearing", 700L));

    @Test
    void aStoreThatLostNothingHasNoFindings() {
        assertEquals(List.of(), judge());
    }

    @Test
    void aSaleThatIsNotAtHeadOfficeIsLost() {
        rows.set(2, new Row(3, id(303), "DrawerOpened", null));
        assertEquals(Set.of(Kind.LOST), kinds());
    }

    @Test
    void aSaleThatHeadOfficeSetAsideDoesNotCount() {
        UUID event = rows.get(1).event();
        var view = new OfficeView(List.of(journal(null)), ledger, Map.of(event, "held: so it is"), Map.of());
        List<Finding> findings = Oracle.judge(accepted, FLOATS, view, box(JOURNAL, 4));
        assertEquals(List.of(Kind.LEDGER), findings.stream().map(Finding::kind).toList());
        assertTrue(findings.getFirst().what().endsWith("held: so it is"), findings.toString());
        var posted = new OfficeView(List.of(journal(null)), ledger,
                Map.of(event, "completed_twice: by another"),
                Map.of(event, 1L));
        assertEquals(List.of(), Oracle.judge(accepted, FLOATS, posted, box(JOURNAL, 4)));
    }

    @Test
    void aSaleThatTwoEventsCompleteIsDuplicated() {
        rows.add(new Row(5, id(999), "SaleCompleted", accepted.getFirst()));
        assertEquals(Set.of(Kind.DUPLICATED), kinds());
    }

    @Test
    void anEventThatStandsTwiceInAJournalIsDuplicated() {
        rows.add(new Row(5, rows.getFirst().event(), "SaleCompleted", accepted.getFirst()));
        assertEquals(Set.of(Kind.DUPLICATED), kinds());
    }

    @Test
    void anEventThatAForkRepeatsIsNot() {
        var successor = new Journal(id(901), "fin", 2, JOURNAL, 3, 1, HEAD, false,
                List.of(new Row(1, rows.get(3).event(), "RefundCompleted", accepted.get(3))), null);
        var records = new Journal(id(903), "ops", 1, null, 0, 1, HEAD, false,
                List.of(new Row(1, id(904), "JournalForked", null, id(901))), null);
        var view = new OfficeView(List.of(journal(null), successor, records), ledger, Map.of(), Map.of());
        assertEquals(List.of(), Oracle.judge(accepted, FLOATS, view, box(id(901), 1)));
        var untold = new OfficeView(List.of(journal(null), successor), ledger, Map.of(), Map.of());
        assertEquals(List.of(Kind.BROKEN), Oracle.judge(accepted, FLOATS, untold, box(id(901), 1)).stream()
                .map(Finding::kind).toList());
    }

    @Test
    void twoSalesOfOneTillThatChangedPlacesAreReordered() {
        Collections.swap(rows, 0, 2);
        assertEquals(Set.of(Kind.REORDERED), kinds());
    }

    @Test
    void salesOfDifferentTillsMayComeInAnyOrder() {
        Collections.swap(rows, 0, 1);
        assertEquals(List.of(), judge());
    }

    @Test
    void anotherAmountIsAltered() {
        rows.set(0, row(sale("till-1", 1, 499, 0)));
        assertEquals(Set.of(Kind.ALTERED), kinds());
    }

    @Test
    void aReceiptNumberThatTwoSalesHaveIsNumberedTwice() {
        Accepted other = new Accepted("till-3", Accepted.Kind.SALE, id(77), "store", 1, 0, 0, 0);
        rows.add(row(other, 5));
        assertEquals(Set.of(Kind.NUMBERED_TWICE), kinds());
    }

    @Test
    void aSaleThatWasNeverAnsweredMayBeThereWhole() {
        rows.add(row(sale("till-3", 9, 250, 0), 5));
        ledger.merge("income:sales", -250L, Long::sum);
        ledger.merge("assets:cash", 250L, Long::sum);
        assertEquals(List.of(), judge());
    }

    @Test
    void aSaleThatWasNeverAnsweredIsNotThereByHalves() {
        rows.add(row(sale("till-3", 9, 250, 0), 5));
        ledger.merge("income:sales", -250L, Long::sum);
        assertEquals(Set.of(Kind.LEDGER), kinds());
    }

    @Test
    void aForgottenSaleWhoseCardWasChargedIsMoneyReceivedForNothingYet() {
        ledger.merge("assets:card-clearing", 300L, Long::sum);
        ledger.merge("assets:tender-received", -300L, Long::sum);
        assertEquals(Set.of(Kind.LEDGER), kinds());
        assertEquals(List.of(), forgetful(700 + 300));
        assertEquals(2, forgetful(700 + 200).size());
    }

    private List<Finding> forgetful(long chargedMinor) {
        return Oracle.judge(accepted, FLOATS, office(), box(JOURNAL, rows.size()),
                OptionalLong.of(chargedMinor));
    }

    @Test
    void aCentInTheLedgerIsFound() {
        ledger.merge("liabilities:vat", 1L, Long::sum);
        assertEquals(Set.of(Kind.LEDGER), kinds());
    }

    @Test
    void anEventThatIsPostedTwiceIsDuplicated() {
        var view = new OfficeView(List.of(journal(null)), ledger, Map.of(),
                Map.of(rows.getFirst().event(), 2L));
        assertEquals(List.of(Kind.DUPLICATED),
                Oracle.judge(accepted, FLOATS, view, box(JOURNAL, 4)).stream().map(Finding::kind).toList());
    }

    @Test
    void whatWaitsInTheStoreIsUnsent() {
        var store = new BoxView(box(JOURNAL, 4).heads(), 2);
        assertEquals(List.of(Kind.UNSENT), Oracle.judge(accepted, FLOATS, office(), store).stream()
                .map(Finding::kind).toList());
    }

    @Test
    void endsThatDoNotAgreeAreFound() {
        assertEquals(List.of(Kind.DIFFERENT),
                Oracle.judge(accepted, FLOATS, office(), box(JOURNAL, 5)).stream()
                        .map(Finding::kind).toList());
        assertEquals(List.of(Kind.DIFFERENT), Oracle.judge(accepted, FLOATS, office(), box(id(8), 4)).stream()
                .map(Finding::kind).toList());
    }

    @Test
    void aDamagedChainIsBroken() {
        var view = new OfficeView(List.of(journal("row 3 comes after row 1")), ledger, Map.of(), Map.of());
        assertEquals(List.of(Kind.BROKEN), Oracle.judge(accepted, FLOATS, view, box(JOURNAL, 4)).stream()
                .map(Finding::kind).toList());
    }

    @Test
    void aSecondJournalOfALaneHasToSayWhomItFollows() {
        var stranger = new Journal(id(902), "fin", 2, null, 0, 0, HEAD, false, List.of(), null);
        var view = new OfficeView(List.of(journal(null), stranger), ledger, Map.of(), Map.of());
        assertEquals(List.of(Kind.BROKEN), Oracle.judge(accepted, FLOATS, view, box(JOURNAL, 4)).stream()
                .map(Finding::kind).toList());
    }

    private List<Finding> judge() {
        return Oracle.judge(accepted, FLOATS, office(), box(JOURNAL, rows.size()));
    }

    private Set<Kind> kinds() {
        var kinds = new TreeSet<Kind>();
        judge().forEach(finding -> kinds.add(finding.kind()));
        return kinds;
    }

    private OfficeView office() {
        return new OfficeView(List.of(journal(null)), ledger, Map.of(), Map.of());
    }

    private Journal journal(@Nullable String damage) {
        List<Row> numbered = new ArrayList<>();
        rows.forEach(
                row -> numbered.add(new Row(numbered.size() + 1L, row.event(), row.type(), row.document())));
        return new Journal(JOURNAL, "fin", 1, null, 0, numbered.size(), HEAD, false, numbered, damage);
    }

    private static BoxView box(UUID journal, long lastSeq) {
        return new BoxView(List.of(new BoxView.Head("fin", journal, 1, lastSeq, HEAD, lastSeq)), 0);
    }

    private static Row row(Accepted document) {
        return row(document, document.number());
    }

    private static Row row(Accepted document, long seq) {
        return new Row(seq, new UUID(1, document.id().getLeastSignificantBits()), "SaleCompleted", document);
    }

    private static Accepted sale(String till, int number, long cash, long card) {
        return new Accepted(till, Accepted.Kind.SALE, id(number), "store", number, cash + card, cash, card);
    }

    private static Accepted refund(String till, int number, long cash) {
        return new Accepted(till, Accepted.Kind.REFUND, id(number), "store-refunds", number, cash, cash, 0);
    }

    private static UUID id(int number) {
        return new UUID(0, number);
    }
}
