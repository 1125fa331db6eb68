package io.tillpost.protocol.card;

import io.tillpost.protocol.money.Money;
import org.jspecify.annotations.Nullable;

/// What the terminal said about one card payment. These facts, and not our ids, are what the acquirer's settlement
/// file knows; the numbers wrap.
///
/// @param terminalId TID that handled it
/// @param merchantId MID (contract number) the terminal used for this card type
/// @param cardType the terminal's own number of the card type (ZVT: BMP 8A), -1 if unstated
/// @param cardName name of the card type as printed, e.g. `girocard`, `Mastercard`
/// @param paymentType how the cardholder was verified or paid, as the terminal codes it (ZVT: BMP 19), -1 if unstated
/// @param pan masked card number, if stated
/// @param trace trace number, 1 to 999999
/// @param receiptNumber terminal receipt number, 1 to 9999
/// @param authorization authorization code, if stated
/// @param batch number of the terminal batch (turnover), if stated
/// @param online true if the issuer was asked
/// @param approved approved amount, tip included
/// @param tip tip stated by the terminal, zero if none
/// @param verification how the cardholder was verified; absent if unstated, and in journals of before it was read
public record CardFacts(String terminalId, String merchantId, int cardType, String cardName, int paymentType,
        EntryMode entryMode, @Nullable MaskedPan pan, int trace, int receiptNumber,
        @Nullable String authorization,
        @Nullable TerminalTime terminalTime, @Nullable Integer batch, boolean online, Money approved,
        Money tip, @Nullable CardholderVerification verification) {
    /// Where the terminal does not say how the cardholder was verified.
    public CardFacts(String terminalId, String merchantId, int cardType, String cardName, int paymentType,
            EntryMode entryMode, @Nullable MaskedPan pan, int trace, int receiptNumber,
            @Nullable String authorization, @Nullable TerminalTime terminalTime, @Nullable Integer batch,
            boolean online, Money approved, Money tip) {
        this(terminalId, merchantId, cardType, cardName, paymentType, entryMode, pan, trace, receiptNumber,
                authorization, terminalTime, batch, online, approved, tip, null);
    }

    /// The same, verified as said before, where this does not tell: a terminal may leave that out when it is asked again.
    ///
    /// @param before the facts of the same payment; absent if there were none
    public CardFacts verifiedAs(@Nullable CardFacts before) {
        boolean tells = verification != null && verification != CardholderVerification.UNKNOWN;
        return tells || before == null || before.verification == null
                ? this
                : new CardFacts(terminalId, merchantId, cardType, cardName, paymentType, entryMode, pan,
                        trace,
                        receiptNumber, authorization, terminalTime, batch, online, approved, tip,
                        before.verification);
    }

    /// Whether somebody has to look at the cardholder's signature.
    public boolean asksForSignature() {
        return verification != null && verification.asksForSignature();
    }
}
