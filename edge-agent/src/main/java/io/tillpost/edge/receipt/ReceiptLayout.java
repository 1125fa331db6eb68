package io.tillpost.edge.receipt;

import io.tillpost.device.printer.Document;
import io.tillpost.protocol.card.CardFacts;
import io.tillpost.protocol.event.AttemptId;
import io.tillpost.protocol.event.Mode;
import io.tillpost.protocol.event.ReceiptReprinted.Marking;
import io.tillpost.protocol.event.RefundLine;
import io.tillpost.protocol.event.RefundTender;
import io.tillpost.protocol.event.SaleLine;
import io.tillpost.protocol.event.Tender;
import io.tillpost.protocol.money.Money;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What stands on the receipt of a completed sale or refund: last of all a bar code by which a till finds it again. Card attempts
/// that moved nothing are not on it. Immutable.
final class ReceiptLayout {
    private static final long ONE = 1000;

    private final List<String> header;
    private final List<String> footer;
    private final Wording wording;
    private final Mode mode;
    private final CardLines cards;

    ReceiptLayout(List<String> header, List<String> footer, Wording wording, Mode mode) {
        this.header = List.copyOf(header);
        this.footer = List.copyOf(footer);
        this.wording = wording;
        this.mode = mode;
        this.cards = new CardLines(wording);
    }

    /// @param cards what the terminals said of the attempts that moved its money
    /// @param marking absent for the original
    Document document(Slip slip, Map<AttemptId, CardFacts> cards, @Nullable Marking marking) {
        var sheet = new Sheet(wording, mode, marking);
        sheet.open(header);
        switch (slip) {
            case Slip.Sold sold -> sold(sheet, sold, cards);
            case Slip.TakenBack back -> takenBack(sheet, back, cards);
        }
        return sheet.close(footer, slip.issue().code());
    }

    /// What the receipt is called, e.g. as the title of a file.
    String title(Slip slip) {
        Issue issue = slip.issue();
        return wording.of(Word.RECEIPT) + " " + issue.series() + " " + issue.number();
    }

    private void sold(Sheet sheet, Slip.Sold sold, Map<AttemptId, CardFacts> cards) {
        issue(sheet, sold);
        sheet.rule();
        sold.lines().forEach(line -> line(sheet, line));
        sheet.rule();
        sheet.strong(wording.of(Word.TOTAL) + " " + sold.total().currency(), sold.total());
        due(sheet, sold.total(), sold.rounding(), sold.tip(), Word.TO_PAY);
        sold.tenders().forEach(tender -> tender(sheet, tender, cards));
        Money saved = saved(sold);
        if (saved.isPositive()) {
            sheet.pair(wording.of(Word.SAVED), saved);
        }
        sheet.rule();
        sheet.taxes(sold.taxes());
        sheet.blank();
        sheet.centre(sold.sale().toString());
    }

    private void takenBack(Sheet sheet, Slip.TakenBack back, Map<AttemptId, CardFacts> cards) {
        sheet.title(wording.of(Word.REFUND));
        issue(sheet, back);
        sheet.pair(wording.of(Word.FOR_RECEIPT), back.originalSeries() + " " + back.originalNumber());
        if (!back.reason().isBlank()) {
            sheet.line(wording.of(Word.REASON) + ": " + back.reason());
        }
        sheet.rule();
        back.lines().forEach(line -> line(sheet, line));
        sheet.rule();
        sheet.strong(wording.of(Word.REFUNDED) + " " + back.total().currency(), back.total());
        due(sheet, back.total(), back.rounding(), back.tip(), Word.TO_GIVE_BACK);
        back.tenders().forEach(tender -> tender(sheet, tender, cards));
        sheet.rule();
        sheet.taxes(back.taxes());
        sheet.blank();
        sheet.centre(back.refund().toString());
    }

    private void issue(Sheet sheet, Slip slip) {
        Issue issue = slip.issue();
        sheet.pair(title(slip), wording.of(issue.at()));
        sheet.pair(wording.of(Word.TILL) + " " + issue.till(),
                wording.of(Word.OPERATOR) + " " + issue.operator());
        if (!issue.businessDate().equals(wording.dayOf(issue.at()))) {
            sheet.pair(wording.of(Word.BUSINESS_DATE), wording.of(issue.businessDate()));
        }
    }

    private void line(Sheet sheet, SaleLine line) {
        Money off = Money.sum(line.discounts().stream().map(SaleLine.Discount::amount).toList(),
                line.gross().currency());
        sheet.pair(line.description(), line.gross().plus(off));
        if (line.quantityThousandths() != ONE) {
            sheet.line("  " + wording.quantity(line.quantityThousandths(), line.unitPrice()));
        }
        line.discounts().forEach(
                discount -> sheet.pair("  " + discount.reason(), discount.amount().negated()));
        if (line.voucher() != null) {
            sheet.line("  " + wording.of(Word.VOUCHER_NUMBER, line.voucher()));
        }
        switch (line.salesClass()) {
            case SaleLine.SINGLE_PURPOSE_VOUCHER -> sheet.line("  " + wording.of(Word.VAT_DUE_NOW));
            case SaleLine.MULTI_PURPOSE_VOUCHER -> sheet.line("  " + wording.of(Word.VAT_DUE_LATER));
            default -> {
            }
        }
    }

    private void line(Sheet sheet, RefundLine line) {
        sheet.pair(line.description(), line.gross());
        if (line.quantityThousandths() != ONE) {
            sheet.line("  " + wording.quantity(line.quantityThousandths()));
        }
    }

    private void due(Sheet sheet, Money total, Money rounding, Money tip, Word due) {
        if (!tip.isZero()) {
            sheet.pair(wording.of(Word.TIP), tip);
        }
        if (!rounding.isZero()) {
            sheet.pair(wording.of(Word.ROUNDING), rounding);
        }
        if (!tip.isZero() || !rounding.isZero()) {
            sheet.pair(wording.of(due), total.plus(rounding).plus(tip));
        }
    }

    private void tender(Sheet sheet, Tender tender, Map<AttemptId, CardFacts> cards) {
        switch (tender) {
            case Tender.Cash(_, var given, var change) -> {
                sheet.pair(wording.of(Word.CASH), given);
                if (!change.isZero()) {
                    sheet.pair(wording.of(Word.CHANGE), change);
                }
            }
            case Tender.Card(var amount, var attempt) -> card(sheet, amount, cards.get(attempt), false);
            case Tender.Voucher(var amount, var number, var taxRate, _) -> {
                sheet.pair(wording.of(Word.VOUCHER) + " " + number, amount);
                if (taxRate != null) {
                    sheet.line("  " + wording.of(Word.VAT_PAID_WHEN_SOLD,
                            wording.decimal(taxRate.toString())));
                }
            }
        }
    }

    private void tender(Sheet sheet, RefundTender tender, Map<AttemptId, CardFacts> cards) {
        switch (tender) {
            case RefundTender.Cash(var amount) -> sheet.pair(wording.of(Word.CASH), amount);
            case RefundTender.Card(var amount, var attempt) ->
                card(sheet, amount, cards.get(attempt), true);
            case RefundTender.Voucher(var amount, var number) ->
                sheet.pair(wording.of(Word.NEW_VOUCHER) + " " + number, amount);
        }
    }

    private void card(Sheet sheet, Money amount, @Nullable CardFacts facts, boolean credited) {
        sheet.pair(facts == null ? wording.of(Word.CARD) : cards.name(facts), amount);
        if (credited) {
            sheet.line("  " + wording.of(Word.CARD_CREDITED));
        }
        if (facts != null) {
            cards.write(sheet, facts);
        }
    }

    private static Money saved(Slip.Sold sold) {
        return Money.sum(sold.lines()
                .stream()
                .flatMap(line -> line.discounts().stream())
                .map(SaleLine.Discount::amount)
                .toList(), sold.total().currency());
    }
}
