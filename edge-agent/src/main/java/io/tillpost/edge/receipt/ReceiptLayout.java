package io.tillpost.edge.receipt;

import io.tillpost.device.printer.Document;
import io.tillpost.device.printer.Document.Alignment;
import io.tillpost.device.printer.Document.Element;
import io.tillpost.device.printer.Document.Size;
import io.tillpost.edge.sale.Sale;
import io.tillpost.edge.sale.Sale.ReceiptNumber;
import io.tillpost.protocol.card.CardFacts;
import io.tillpost.protocol.event.AttemptId;
import io.tillpost.protocol.event.SaleLine;
import io.tillpost.protocol.event.TaxTotal;
import io.tillpost.protocol.event.Tender;
import io.tillpost.protocol.money.Money;
import java.math.BigDecimal;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What stands on the receipt of a completed sale. Immutable.
final class ReceiptLayout {
    private static final long ONE = 1000;

    private final List<String> header;
    private final DateTimeFormatter time;

    ReceiptLayout(List<String> header, ZoneId zone) {
        this.header = List.copyOf(header);
        this.time = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm").withZone(zone);
    }

    /// @param cards what the terminals said of the attempts that paid this sale
    Document document(Sale sale, ReceiptNumber number, Map<AttemptId, CardFacts> cards) {
        var paper = new ArrayList<Element>();
        header.forEach(line -> paper.add(new Element.Text(line, Alignment.CENTRE, Size.NORMAL, false)));
        paper.add(new Element.Feed(1));
        paper.add(new Element.Columns("Receipt " + number.series() + " " + number.number(),
                time.format(number.at()), false));
        paper.add(new Element.Columns("Till " + sale.till(), sale.operator(), false));
        paper.add(new Element.Rule());
        sale.lines().forEach(line -> add(paper, line));
        paper.add(new Element.Rule());
        paper.add(new Element.Columns("TOTAL " + sale.total().currency(), sale.total().decimal(), true));
        if (!sale.tip().isZero()) {
            paper.add(columns("Tip", sale.tip()));
        }
        sale.tenders().forEach(tender -> add(paper, tender, cards));
        paper.add(new Element.Rule());
        sale.taxes().forEach(tax -> add(paper, tax));
        paper.add(new Element.Feed(1));
        paper.add(Element.Text.plain(sale.sale().toString()));
        paper.add(new Element.Cut());
        return new Document(paper);
    }

    private static void add(List<Element> paper, SaleLine line) {
        Money discounts = Money.sum(line.discounts().stream().map(SaleLine.Discount::amount).toList(),
                line.gross().currency());
        paper.add(columns(line.description(), line.gross().plus(discounts)));
        if (line.quantityThousandths() != ONE) {
            paper.add(Element.Text.plain("  " + quantity(line.quantityThousandths()) + " x "
                    + line.unitPrice().decimal()));
        }
        line.discounts().forEach(
                discount -> paper.add(columns("  " + discount.reason(), discount.amount().negated())));
    }

    private static void add(List<Element> paper, Tender tender, Map<AttemptId, CardFacts> cards) {
        switch (tender) {
            case Tender.Cash(_, var given, var change) -> {
                paper.add(columns("Cash", given));
                if (!change.isZero()) {
                    paper.add(columns("Change", change));
                }
            }
            case Tender.Card(var amount, var attempt) -> {
                CardFacts facts = cards.get(attempt);
                paper.add(columns(facts == null ? "Card" : facts.cardName(), amount));
                if (facts != null) {
                    add(paper, facts);
                }
            }
            case Tender.Voucher(var amount, var number, _) -> paper.add(columns("Voucher " + number, amount));
        }
    }

    private static void add(List<Element> paper, CardFacts facts) {
        if (facts.pan() != null) {
            paper.add(Element.Text.plain("  " + facts.pan()));
        }
        paper.add(Element.Text.plain("  Terminal " + facts.terminalId() + " receipt " + facts.receiptNumber()
                + " trace " + facts.trace()));
        if (facts.authorization() != null) {
            paper.add(Element.Text.plain("  Authorization " + facts.authorization()));
        }
    }

    private static void add(List<Element> paper, TaxTotal tax) {
        paper.add(new Element.Columns("VAT " + tax.rate() + " on " + tax.net().decimal(),
                tax.tax().decimal(), false));
    }

    private static Element.Columns columns(String left, Money right) {
        return new Element.Columns(left, right.decimal(), false);
    }

    private static String quantity(long thousandths) {
        return BigDecimal.valueOf(thousandths, 3).stripTrailingZeros().toPlainString();
    }
}
