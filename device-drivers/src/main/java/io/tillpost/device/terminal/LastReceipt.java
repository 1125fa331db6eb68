package io.tillpost.device.terminal;

import io.tillpost.protocol.card.CardFacts;

/// The last stored receipt of a terminal. It proves a certain attempt only if its receipt and trace numbers are new
/// since that attempt began and TID, currency and amount agree.
public sealed interface LastReceipt {
    /// The last transaction was a charge with these facts. Also a receipt whose family does not say what it was, if
    /// nobody knows that a refund was asked for: see [CardTerminal#lastReceipt].
    record Charge(CardFacts facts) implements LastReceipt {}

    /// The last transaction took a charge back. `facts` are the reversal's own (its trace and receipt number, the amount
    /// given back); `originalTrace` is the trace number of the charge.
    record Reversal(CardFacts facts, int originalTrace) implements LastReceipt {}

    /// The last transaction gave money back to a card (a refund, not a reversal); `facts` are its own. Where the family
    /// does not say so (ZVT), that a refund was the last thing asked for says it; an old receipt may then be named so too,
    /// which its numbers reveal.
    record Refund(CardFacts facts) implements LastReceipt {}

    /// The last thing was an end of day. Its receipt's own trace number tells it from that of another end of day; 0 if the
    /// terminal does not state it.
    record EndOfDay(int trace) implements LastReceipt {}

    /// The terminal said to the end that it stores nothing. That proves little: an end of day of its own may have wiped out
    /// what there was.
    record Nothing() implements LastReceipt {}

    /// The last thing was a transaction that failed. `trace` is its own number, 0 if not stated.
    ///
    /// @param declined whether the issuer or the card's rules said no, to a transaction that takes no other one back
    record Failed(int code, boolean declined, int trace) implements LastReceipt {}

    /// The last thing succeeded, and the terminal does not state enough to tell what it was, e.g. an end of day without its
    /// totals. `trace` is its number, 0 if not stated.
    record Unnamed(int trace) implements LastReceipt {}

    /// The terminal took the question and gave it up: it stores nothing, or will not say what. `code` is its own.
    record Withheld(int code) implements LastReceipt {}
}
