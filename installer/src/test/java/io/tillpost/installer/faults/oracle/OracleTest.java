package io.tillpost.installer.faults.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.installer.faults.oracle.Finding.Kind;
import io.tillpost.installer.faults.oracle.OfficeView.Due;
import io.tillpost.installer.faults.oracle.OfficeView.Journal;
import io.tillpost.installer.faults.oracle.OfficeView.Line;
import io.tillpost.installer.faults.oracle.OfficeView.Payment;
import io.tillpost.installer.faults.oracle.OfficeView.Row;
import io.tillpost.installer.faults.oracle.Witness.GivenUp;
import io.tillpost.protocol.journal.Hash;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
                    "income:returns", 100L, "assets:cash", FLOATS + 700, "assets:safe", -FLOATS,
                    "assets:card-clearing", 700L));
    private final List<Payment> payments = new ArrayList<>(
            List.of(new Payment(id(202), id(2), "captured", 700),
                    new Payment(id(203), id(3), "declined", 0)));
    private final Map<UUID, String> setAside = new HashMap<>();
    private final Map<UUID, Due> due = new HashMap<>();
    private final Map<UUID, List<Line>> booked = new HashMap<>();
    private final List<String> violations = new ArrayList<>();
    private List<GivenUp> givenUp = List.of();
    private Set<UUID> poison = Set.of();
    private long chargedMinor = 700;
    private boolean mayForget;

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
        setAside.put(rows.get(1).event(), "held: so it is");
        List<Finding> findings = judge();
        assertEquals(List.of(Kind.SET_ASIDE), findings.stream().map(Finding::kind).toList());
        assertTrue(findings.getFirst().what().endsWith("held: so it is"), findings.toString());
        assertTrue(findings.getFirst().what().contains(accepted.get(1).toString()), findings.toString());
    }

    @Test
    void nothingElseIsSetAsideEither() {
        setAside.put(id(801), "unknown_type: PromotionRedeemed");
        assertEquals(Set.of(Kind.SET_ASIDE), kinds());
        poison = Set.of(id(801));
        assertEquals(List.of(), judge());
        poison = Set.of(id(801), id(802));
        assertEquals(Set.of(Kind.SET_ASIDE), kinds());
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
        var view = office(Map.of(), journal(null), successor, records);
        assertEquals(List.of(), judge(view, box(id(901), 1)));
        var untold = office(Map.of(), journal(null), successor);
        assertEquals(List.of(Kind.BROKEN), judge(untold, box(id(901), 1)).stream()
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
        givenUp = List.of(new GivenUp("till-3", other.id()));
        assertEquals(Set.of(Kind.NUMBERED_TWICE), kinds());
    }

    @Test
    void aSaleThatNobodyWasAnsweredForIsUnanswered() {
        unanswered(sale("till-3", 9, 250, 0));
        assertEquals(Set.of(Kind.UNANSWERED), kinds());
        givenUp = List.of(new GivenUp("till-3", id(8)), new GivenUp("till-3", null));
        assertEquals(Set.of(Kind.UNANSWERED), kinds());
        givenUp = List.of(new GivenUp("till-3", id(9)));
        assertEquals(List.of(), judge());
    }

    @Test
    void aRefundThatWasMadeTwiceIsUnanswered() {
        unanswered(refund("till-1", 5, 100));
        assertEquals(Set.of(Kind.UNANSWERED), kinds());
        givenUp = List.of(new GivenUp("till-2", null));
        assertEquals(Set.of(Kind.UNANSWERED), kinds());
        givenUp = List.of(new GivenUp("till-1", null));
        assertEquals(List.of(), judge());
        unanswered(refund("till-1", 6, 100));
        assertEquals(Set.of(Kind.UNANSWERED), kinds());
    }

    /// Whole: it stands in the journal and in the ledger.
    private void unanswered(Accepted document) {
        rows.add(row(document, rows.size() + 1L));
        boolean sale = document.kind() == Accepted.Kind.SALE;
        ledger.merge(sale ? "income:sales" : "income:returns", -document.sign() * document.totalMinor(),
                Long::sum);
        ledger.merge("assets:cash", document.sign() * document.cashMinor(), Long::sum);
    }

    @Test
    void whatATillGaveUpIsNotThereByHalves() {
        rows.add(row(sale("till-3", 9, 250, 0), 5));
        givenUp = List.of(new GivenUp("till-3", id(9)));
        ledger.merge("income:sales", -250L, Long::sum);
        assertEquals(Set.of(Kind.LEDGER), kinds());
    }

    @Test
    void aCardThatWasChargedForNothingIsFound() {
        chargedMinor += 300;
        assertEquals(Set.of(Kind.CHARGED), kinds());
        mayForget = true;
        assertEquals(Set.of(Kind.CHARGED, Kind.LEDGER), kinds());
    }

    @Test
    void aCardThatIsBookedAndWasNotChargedIsFound() {
        chargedMinor -= 700;
        assertEquals(Set.of(Kind.CHARGED), kinds());
        mayForget = true;
        assertEquals(Set.of(Kind.CHARGED), kinds());
    }

    @Test
    void aForgottenSaleWhoseCardWasChargedIsMoneyReceivedForNothingYet() {
        ledger.merge("assets:card-clearing", 300L, Long::sum);
        ledger.merge("assets:tender-received", -300L, Long::sum);
        payments.add(new Payment(id(209), id(9), "authorized", 300));
        chargedMinor += 300;
        assertEquals(Set.of(Kind.LEDGER, Kind.UNSETTLED, Kind.CHARGED), kinds());
        mayForget = true;
        assertEquals(List.of(), judge());
        chargedMinor -= 100;
        assertEquals(Set.of(Kind.LEDGER, Kind.CHARGED), kinds());
    }

    @Test
    void aPaymentWhoseEndNobodyKnowsIsUnsettled() {
        for (String state : List.of("in_progress", "unknown", "authorized")) {
            payments.set(0, new Payment(id(202), id(2), state, 700));
            assertTrue(kinds().contains(Kind.UNSETTLED), state);
            mayForget = true;
            assertTrue(kinds().contains(Kind.UNSETTLED), "its sale was not forgotten: " + state);
            mayForget = false;
        }
    }

    @Test
    void aPaymentOfAnotherAmountThanItsSaleSaysIsFound() {
        payments.set(0, new Payment(id(202), id(2), "captured", 699));
        assertEquals(Set.of(Kind.CHARGED), kinds());
        payments.set(0, new Payment(id(202), id(3), "captured", 700));
        assertEquals(Set.of(Kind.CHARGED), kinds());
        payments.set(0, new Payment(id(202), id(77), "captured", 700));
        assertEquals(Set.of(Kind.CHARGED), kinds());
    }

    @Test
    void aLedgerThatDoesNotAddUpByItselfIsFound() {
        violations.add("liabilities:vat:700 stands at 12, its lines add up to 13 EUR");
        assertEquals(Set.of(Kind.LEDGER), kinds());
    }

    @Test
    void moneyOnAnAccountThatNothingBooksIsFound() {
        ledger.merge("assets:safe", -50L, Long::sum);
        ledger.merge("assets:suspense", 50L, Long::sum);
        assertEquals(List.of(Kind.LEDGER, Kind.LEDGER), judge().stream().map(Finding::kind).toList());
    }

    @Test
    void aCentInTheLedgerIsFound() {
        ledger.merge("liabilities:vat", 1L, Long::sum);
        assertEquals(Set.of(Kind.LEDGER), kinds());
    }

    @Test
    void anEventThatIsPostedTwiceIsDuplicated() {
        var view = office(Map.of(rows.getFirst().event(), 2L), journal(null));
        assertEquals(List.of(Kind.DUPLICATED),
                judge(view, box(JOURNAL, 4)).stream().map(Finding::kind).toList());
    }

    @Test
    void whatWaitsInTheStoreIsUnsent() {
        var store = new BoxView(box(JOURNAL, 4).heads(), 2);
        assertEquals(List.of(Kind.UNSENT), judge(office(), store).stream()
                .map(Finding::kind).toList());
    }

    @Test
    void endsThatDoNotAgreeAreFound() {
        assertEquals(List.of(Kind.DIFFERENT),
                judge(office(), box(JOURNAL, 5)).stream()
                        .map(Finding::kind).toList());
        assertEquals(List.of(Kind.DIFFERENT), judge(office(), box(id(8), 4)).stream()
                .map(Finding::kind).toList());
    }

    @Test
    void aDamagedChainIsBroken() {
        var view = office(Map.of(), journal("row 3 comes after row 1"));
        assertEquals(List.of(Kind.BROKEN), judge(view, box(JOURNAL, 4)).stream()
                .map(Finding::kind).toList());
    }

    @Test
    void aSecondJournalOfALaneHasToSayWhomItFollows() {
        var stranger = new Journal(id(902), "fin", 2, null, 0, 0, HEAD, false, List.of(), null);
        var view = office(Map.of(), journal(null), stranger);
        assertEquals(List.of(Kind.BROKEN), judge(view, box(JOURNAL, 4)).stream()
                .map(Finding::kind).toList());
    }

    @Test
    void anEntryThatTheRulesDoNotMakeIsFound() {
        UUID event = rows.getFirst().event();
        var tender = new Line("sale", "assets:tender-received", 107, "EUR", null);
        var vat = new Line("sale", "liabilities:vat:700", -7, "EUR", null);
        var net = new Line("sale", "income:sales:700:food", -100, "EUR", null);
        due.put(event, new Due(true, List.of(tender, net, vat)));
        booked.put(event, List.of(vat, net, tender));
        assertEquals(List.of(), judge());
        for (Line wrong : List.of(new Line("sale", "liabilities:vat:1900", -7, "EUR", null),
                new Line("sale", "liabilities:vat:700", -7, "EUR", id(202)),
                new Line("refund", "liabilities:vat:700", -7, "EUR", null))) {
            booked.put(event, List.of(wrong, net, tender));
            assertEquals(Set.of(Kind.LEDGER), kinds(), wrong.toString());
        }
        booked.remove(event);
        assertEquals(Set.of(Kind.LEDGER), kinds());
        setAside.put(event, "not_postable: so it is");
        assertEquals(Set.of(Kind.SET_ASIDE), kinds());
    }

    @Test
    void whetherACardEventIsBookedDependsOnOthersAndHowDoesNot() {
        UUID event = id(606);
        var clearing = new Line("card-clearing", "assets:card-clearing:nordpay:1", 700, "EUR", id(202));
        due.put(event, new Due(false, List.of(clearing)));
        assertEquals(List.of(), judge());
        booked.put(event, List.of(clearing));
        assertEquals(List.of(), judge());
        booked.put(event,
                List.of(new Line("card-clearing", "assets:card-clearing:nordpay:2", 700, "EUR", id(202))));
        assertEquals(Set.of(Kind.LEDGER), kinds());
    }

    @Test
    void whatIsBookedForNoEventIsFound() {
        booked.put(id(606), List.of(new Line("cash", "assets:tender-received", 5, "EUR", null)));
        assertEquals(Set.of(Kind.LEDGER), kinds());
    }

    private List<Finding> judge() {
        return judge(office(), box(JOURNAL, rows.size()));
    }

    private List<Finding> judge(OfficeView view, BoxView box) {
        return Oracle.judge(new Witness(accepted, givenUp, FLOATS, poison, chargedMinor, mayForget), view,
                box);
    }

    private Set<Kind> kinds() {
        var kinds = new TreeSet<Kind>();
        judge().forEach(finding -> kinds.add(finding.kind()));
        return kinds;
    }

    private OfficeView office() {
        return office(Map.of(), journal(null));
    }

    private OfficeView office(Map<UUID, Long> posted, Journal... journals) {
        return new OfficeView(List.of(journals), ledger, setAside, posted, due, booked, payments, violations);
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
