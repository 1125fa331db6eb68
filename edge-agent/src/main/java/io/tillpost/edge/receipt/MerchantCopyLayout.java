package io.tillpost.edge.receipt;

import io.tillpost.device.printer.Document;
import io.tillpost.protocol.event.Mode;
import io.tillpost.protocol.event.ReceiptReprinted.Marking;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How the copy for the merchant looks: a slip of its own with a line to sign on. Immutable.
final class MerchantCopyLayout {
    private static final int ROOM_TO_SIGN = 3;

    private final List<String> header;
    private final Wording wording;
    private final Mode mode;
    private final CardLines cards;

    MerchantCopyLayout(List<String> header, Wording wording, Mode mode) {
        this.header = List.copyOf(header);
        this.wording = wording;
        this.mode = mode;
        this.cards = new CardLines(wording);
    }

    /// @param marking absent for the original
    Document document(MerchantCopy copy, @Nullable Marking marking) {
        var facts = copy.facts();
        var sheet = new Sheet(wording, mode, marking);
        sheet.open(header);
        sheet.title(wording.of(Word.MERCHANT_COPY));
        sheet.pair(wording.of(Word.CARD_PAYMENT), wording.of(copy.at()));
        sheet.pair(wording.of(Word.TILL) + " " + copy.till(),
                wording.of(Word.OPERATOR) + " " + copy.operator());
        sheet.rule();
        sheet.strong(wording.of(Word.AMOUNT) + " " + facts.approved().currency(), facts.approved());
        if (!facts.tip().isZero()) {
            sheet.pair(wording.of(Word.TIP_IN_IT), facts.tip());
        }
        sheet.line(cards.name(facts));
        cards.write(sheet, facts);
        sheet.blank();
        sheet.centre(copy.sale().toString());
        for (int line = 0; line < ROOM_TO_SIGN; line++) {
            sheet.blank();
        }
        sheet.rule();
        sheet.line(wording.of(Word.SIGNATURE));
        return sheet.close(List.of());
    }
}
