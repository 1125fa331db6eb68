package io.tillpost.installer.bridge;

import io.tillpost.installer.bridge.Evidence.Payout;
import io.tillpost.installer.bridge.Evidence.Report;
import io.tillpost.installer.bridge.Verdict.OpenPayout;
import io.tillpost.protocol.money.Money;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// Holds five sources against each other. One that differs is found by what the others agree on: per card payment the
/// odd one out of terminal, journal, ledger and settlement file; per payout the bank, unless the settlement file is odd
/// in that payout itself; the journal by its hash chain besides.
public final class Bridges {
    private final Evidence evidence;
    private final Money zero;
    private final SortedMap<Source, List<String>> accused = new TreeMap<>();

    private Bridges(Evidence evidence) {
        this.evidence = evidence;
        this.zero = Money.zero(evidence.currency());
    }

    /// The verdict on a day.
    public static Verdict judge(Evidence evidence) {
        return new Bridges(evidence).verdict();
    }

    private Verdict verdict() {
        judgePayments();
        judgeJournal();
        judgePayouts();
        judgeLedger();
        return new Verdict(lines(), openPayouts(), accused);
    }

    private List<BridgeLine> lines() {
        var journal = evidence.journal();
        var ledger = evidence.ledger();
        Money settled = sum(evidence.settlement().charges().values());
        Money fees = sum(ofThisDay().stream().map(Payout::fees).toList());
        Money paid = sum(ofThisDay().stream().map(Payout::net).toList());
        Money arrived = sum(due().stream().map(Payout::net).toList());
        var lines = new ArrayList<>(List.of(
                new BridgeLine("sales - refunds (journal)", journal.sales(), "cash + card + vouchers",
                        journal.tenders().all()),
                new BridgeLine("sales - refunds (journal)", journal.sales(), "sales + VAT (ledger)",
                        ledger.sales()),
                new BridgeLine("terminal batch", evidence.terminal().batchTotal(), "charges - refunds",
                        terminal()),
                new BridgeLine("charges - refunds", terminal(), "card payments (journal)",
                        sum(journal.charges().values())),
                new BridgeLine("card payments (journal)", sum(journal.charges().values()),
                        "clearing (ledger)", sum(ledger.charges().values())),
                new BridgeLine("clearing (ledger)", sum(ledger.charges().values()), "settlement gross",
                        settled),
                new BridgeLine("settlement gross - fees", settled.minus(fees), "payouts", paid),
                new BridgeLine("payouts due", arrived, "bank lines",
                        sum(evidence.bank().credits().values())),
                new BridgeLine("card tenders (journal)", journal.tenders().card(), "card payments + attested",
                        sum(journal.charges().values()).plus(journal.attested())),
                new BridgeLine("vouchers (journal)", journal.tenders().voucher(), "vouchers (ledger)",
                        ledger.vouchers()),
                new BridgeLine("cash tenders (journal)", journal.tenders().cash(), "cash taken (journal)",
                        journal.cash().tendered()),
                new BridgeLine("cash taken (journal)", journal.cash().tendered(), "cash taken (ledger)",
                        ledger.cash().tendered()),
                new BridgeLine("drawers (journal)", journal.cash().left(), "drawers (ledger)",
                        ledger.cash().left())));
        lines.addAll(reportLines());
        lines.addAll(List.of(
                new BridgeLine("bank (ledger)", ledger.bank(), "bank statement, closing",
                        evidence.bank().closing()),
                new BridgeLine("bank in transit (ledger)", ledger.inTransit(), "payouts still open", open()),
                new BridgeLine("tender received (ledger)", ledger.tenderReceived(), "nothing", zero),
                new BridgeLine("trial balance (ledger)", ledger.trialBalance(), "nothing", zero),
                new BridgeLine("residue", residue(fees), "nothing", zero)));
        return lines;
    }

    // A day whose shifts were all closed with a Z has them stand for it.
    private List<BridgeLine> reportLines() {
        var reports = evidence.journal().reports();
        if (reports.isEmpty()) {
            return List.of();
        }
        var cash = evidence.journal().cash();
        return List.of(
                new BridgeLine("Z, sales - refunds", sum(reports.stream().map(Report::sold).toList()),
                        "sales of their shifts", sum(reports.stream().map(Report::soldInShift).toList())),
                new BridgeLine("Z, expected cash", sum(reports.stream().map(Report::expectedCash).toList()),
                        "cash in their drawers", sum(reports.stream().map(Report::cashInShift).toList())),
                new BridgeLine("Z, over or short", cash.over(), "over or short (ledger)",
                        evidence.ledger().cash().over()),
                new BridgeLine("Z, lifted", cash.lifted(), "lifted (ledger)",
                        evidence.ledger().cash().lifted()));
    }

    // Every cent that the terminal took is a fee, has arrived, or is listed as open.
    private Money residue(Money fees) {
        Money arrived = sum(ofThisDay().stream()
                .map(payout -> evidence.bank().credits().getOrDefault(payout.reference(), zero))
                .toList());
        Money open = sum(ofThisDay().stream().filter(payout -> !isDue(payout)).map(Payout::net).toList());
        return terminal().minus(fees).minus(arrived).minus(open);
    }

    private void judgePayments() {
        Map<PaymentKey, Map<Source, Money>> byPayment = new TreeMap<>();
        collect(byPayment, Source.TERMINAL, evidence.terminal().charges());
        collect(byPayment, Source.JOURNAL, evidence.journal().charges());
        collect(byPayment, Source.LEDGER, evidence.ledger().charges());
        collect(byPayment, Source.SETTLEMENT, evidence.settlement().charges());
        byPayment.forEach(this::judgePayment);
        if (accused.isEmpty() && !evidence.terminal().batchTotal().equals(terminal())) {
            accuse(Source.TERMINAL, "the batch was closed with " + evidence.terminal().batchTotal()
                    + ", expected its charges' " + terminal());
        }
    }

    private static void collect(Map<PaymentKey, Map<Source, Money>> byPayment, Source source,
            Map<PaymentKey, Money> charges) {
        charges.forEach((key, amount) -> byPayment.computeIfAbsent(key, _ -> new EnumMap<>(Source.class))
                .put(source, amount));
    }

    private void judgePayment(PaymentKey payment, Map<Source, Money> said) {
        Map<Money, List<Source>> camps = new TreeMap<>();
        for (Source source : List.of(Source.TERMINAL, Source.JOURNAL, Source.LEDGER, Source.SETTLEMENT)) {
            camps.computeIfAbsent(said.getOrDefault(source, zero), _ -> new ArrayList<>()).add(source);
        }
        int largest = camps.values().stream().mapToInt(List::size).max().orElse(0);
        boolean decided = camps.values().stream().filter(camp -> camp.size() == largest).count() == 1;
        camps.forEach((amount, camp) -> {
            if (camps.size() > 1 && (!decided || camp.size() < largest)) {
                camp.forEach(source -> accuse(source,
                        payment + " is " + amount + ", expected " + others(camps, amount)));
            }
        });
    }

    private static String others(Map<Money, List<Source>> camps, Money amount) {
        var words = new ArrayList<String>();
        camps.forEach((other, camp) -> {
            if (!other.equals(amount)) {
                words.add(other + " as " + String.join(", ", camp.stream().map(Source::toString).toList()));
            }
        });
        return String.join(" or ", words);
    }

    private void judgeJournal() {
        var journal = evidence.journal();
        journal.damage().ifPresent(damage -> accuse(Source.JOURNAL, damage));
        var tenders = journal.tenders();
        agree("sales less refunds are", journal.sales(), "the tenders'", tenders.all());
        agree("cash taken is", journal.cash().tendered(), "the tenders'", tenders.cash());
        for (Report report : journal.reports()) {
            agree(report.name() + " has sold", report.sold(), "its shift's", report.soldInShift());
            agree(report.name() + " expects", report.expectedCash(), "its drawer's", report.cashInShift());
        }
    }

    private void agree(String what, Money said, String whose, Money expected) {
        if (!said.equals(expected)) {
            accuse(Source.JOURNAL, what + " " + said + ", expected " + whose + " " + expected);
        }
    }

    private void judgePayouts() {
        for (Payout payout : evidence.settlement().payouts()) {
            if (!payout.lines().equals(payout.net())) {
                accuse(Source.SETTLEMENT, "payout " + payout.reference() + " is " + payout.net()
                        + ", expected its payments' " + payout.lines());
            }
            Money credit = evidence.bank().credits().getOrDefault(payout.reference(), zero);
            if (isDue(payout) && !credit.equals(payout.net()) && !isOdd(payout)) {
                accuse(Source.BANK, "payout " + payout.reference() + " arrived as " + credit + ", expected "
                        + payout.net());
            }
        }
        var bank = evidence.bank();
        Money reached = bank.opening().plus(sum(bank.credits().values()));
        if (!reached.equals(bank.closing())) {
            accuse(Source.BANK, "the statement closes with " + bank.closing() + ", expected " + reached);
        }
        for (String reference : bank.credits().keySet()) {
            if (evidence.settlement().payouts().stream()
                    .noneMatch(payout -> payout.reference().equals(reference))) {
                accuse(Source.BANK,
                        "a credit of " + bank.credits().get(reference) + " names the unknown payout "
                                + reference);
            }
        }
    }

    // The settlement file differs from all others in one of its payments: then the bank is not to blame for its sum.
    private boolean isOdd(Payout payout) {
        return payout.payments().stream().anyMatch(payment -> {
            Money settled = evidence.settlement().charges().get(payment);
            Money recorded = evidence.terminal().charges().get(payment);
            return settled != null && recorded != null && !settled.equals(recorded);
        });
    }

    // What the ledger sums up beside card payments. A source that was accused already is no witness against it.
    private void judgeLedger() {
        var ledger = evidence.ledger();
        expect("tender received", ledger.tenderReceived(), zero);
        expect("the trial balance", ledger.trialBalance(), zero);
        if (!accused.containsKey(Source.JOURNAL)) {
            var journal = evidence.journal();
            expect("sales and VAT", ledger.sales(), journal.sales());
            expect("what vouchers paid", ledger.vouchers(), journal.tenders().voucher());
            expect("what stands unconfirmed", ledger.attested(), journal.attested());
            expect("cash taken", ledger.cash().tendered(), journal.cash().tendered());
            expect("cash over or short", ledger.cash().over(), journal.cash().over());
            expect("cash in the drawers", ledger.cash().left(), journal.cash().left());
        }
        if (!accused.containsKey(Source.BANK) && !accused.containsKey(Source.SETTLEMENT)) {
            expect("the bank account", ledger.bank(), evidence.bank().closing());
            expect("bank in transit", ledger.inTransit(), open());
        }
    }

    private void expect(String what, Money found, Money expected) {
        if (!found.equals(expected)) {
            accuse(Source.LEDGER, what + " is " + found + ", expected " + expected);
        }
    }

    private void accuse(Source source, String reason) {
        accused.computeIfAbsent(source, _ -> new ArrayList<>()).add(reason);
    }

    private List<OpenPayout> openPayouts() {
        return evidence.settlement()
                .payouts()
                .stream()
                .filter(payout -> !isDue(payout))
                .map(payout -> new OpenPayout(payout.reference(), payout.payDate(), payout.net()))
                .toList();
    }

    private Money open() {
        return sum(openPayouts().stream().map(OpenPayout::net).toList());
    }

    private boolean isDue(Payout payout) {
        return !payout.payDate().isAfter(evidence.bank().day());
    }

    private List<Payout> due() {
        return evidence.settlement().payouts().stream().filter(this::isDue).toList();
    }

    private List<Payout> ofThisDay() {
        return evidence.settlement().payouts().stream().filter(Payout::ofThisDay).toList();
    }

    private Money terminal() {
        return sum(evidence.terminal().charges().values());
    }

    private Money sum(Collection<Money> amounts) {
        return Money.sum(amounts, evidence.currency());
    }
}
