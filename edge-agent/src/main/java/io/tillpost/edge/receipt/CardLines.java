package io.tillpost.edge.receipt;

import io.tillpost.protocol.card.CardFacts;
import java.util.StringJoiner;

/// What the terminal said of a card and its payment, on paper. Immutable.
final class CardLines {
    private final Wording wording;

    CardLines(Wording wording) {
        this.wording = wording;
    }

    String name(CardFacts facts) {
        return facts.cardName().isBlank() ? wording.of(Word.CARD) : facts.cardName();
    }

    void write(Sheet sheet, CardFacts facts) {
        var how = new StringJoiner(" ");
        if (facts.pan() != null) {
            how.add(facts.pan().toString());
        }
        switch (facts.entryMode()) {
            case CHIP -> how.add(wording.of(Word.CHIP));
            case CONTACTLESS -> how.add(wording.of(Word.CONTACTLESS));
            case MAGSTRIPE -> how.add(wording.of(Word.MAGSTRIPE));
            case MANUAL -> how.add(wording.of(Word.MANUAL));
            case UNKNOWN -> {
            }
        }
        if (how.length() > 0) {
            sheet.line("  " + how);
        }
        sheet.line("  " + wording.of(Word.TERMINAL, facts.terminalId()) + " " + wording
                .of(Word.TERMINAL_RECEIPT, facts.receiptNumber(), facts.trace()));
        if (facts.authorization() != null) {
            sheet.line("  " + wording.of(Word.AUTHORIZATION, facts.authorization()));
        }
        verification(sheet, facts);
    }

    private void verification(Sheet sheet, CardFacts facts) {
        switch (facts.verification()) {
            case SIGNATURE -> verified(sheet, Word.BY_SIGNATURE);
            case ONLINE_PIN, OFFLINE_PIN -> verified(sheet, Word.BY_PIN);
            case ONLINE_PIN_AND_SIGNATURE, OFFLINE_PIN_AND_SIGNATURE ->
                verified(sheet, Word.BY_PIN_AND_SIGNATURE);
            case NONE -> verified(sheet, Word.NOT_VERIFIED);
            case UNKNOWN -> {
            }
            case null -> {
            }
        }
    }

    private void verified(Sheet sheet, Word how) {
        sheet.line("  " + wording.of(how));
    }
}
