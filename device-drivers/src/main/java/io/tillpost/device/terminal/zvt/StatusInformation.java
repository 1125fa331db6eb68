package io.tillpost.device.terminal.zvt;

import io.tillpost.device.terminal.CardNumberFilter;
import io.tillpost.device.terminal.CardTypeTotal;
import io.tillpost.device.terminal.zvt.frame.Apdu;
import io.tillpost.protocol.card.CardFacts;
import io.tillpost.protocol.card.CardholderVerification;
import io.tillpost.protocol.card.EntryMode;
import io.tillpost.protocol.card.TerminalTime;
import io.tillpost.protocol.money.Money;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalTime;
import java.time.MonthDay;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A status information `04 0F` (PA00P015, 3.1). Reading it refuses what cannot be read; whether the contents suffice is
/// asked field by field.
final class StatusInformation {
    /// Payment types that were decided on line (PA00P015, 3.1.1, bitmap 19).
    private static final int ONLINE = 0x60;
    private static final int PIN_PAYMENT = 0x70;
    /// Card groups in the order of bitmap 60 (3.1.3).
    private static final List<String> TOTAL_GROUPS = List.of("girocard", "JCB", "Mastercard",
            "American Express", "Visa",
            "Diners", "other cards");
    private static final int TOTALS_HEAD_BYTES = 4;
    private static final int TOTAL_BYTES = 7;

    private final Fields fields;
    private final Currency usualCurrency;

    private StatusInformation(Fields fields, Currency usualCurrency) {
        this.fields = fields;
        this.usualCurrency = usualCurrency;
    }

    static StatusInformation read(Apdu apdu, Currency usualCurrency) {
        return new StatusInformation(Fields.parse(apdu.data(), 0), usualCurrency);
    }

    /// 0 for success; absent if the terminal left it out.
    Optional<Integer> result() {
        return fields.one(Bitmaps.RESULT);
    }

    boolean isReversal() {
        return fields.bytes(Bitmaps.ORIGINAL_TRACE).isPresent();
    }

    boolean isEndOfDay() {
        return fields.bytes(Bitmaps.TOTALS).isPresent();
    }

    /// Trace number of the charge that this reversal took back.
    int originalTrace() {
        return fields.number(Bitmaps.ORIGINAL_TRACE).orElse(0L).intValue();
    }

    int trace() {
        int trace = fields.number(Bitmaps.TRACE).orElse(0L).intValue();
        // A trace number of more than six digits is in a tag, and the bitmap is zero (3.1.1, bitmap 0B).
        return trace != 0 ? trace : fields.tag(Tlv.LONG_TRACE).map(Bcd::number).orElse(0L).intValue();
    }

    /// What a settlement file will know of this payment. Refuses, naming the field, if one that is needed is missing.
    CardFacts facts() {
        Money approved = amount();
        return new CardFacts(terminalId(), fields.text(Bitmaps.CONTRACT).orElse(""), cardType(), cardName(),
                fields.one(Bitmaps.STATUS_OR_PAYMENT_TYPE).orElse(-1), entryMode(), fields.pan(),
                needed("trace number", trace() == 0 ? null : trace()),
                needed("receipt number", fields.number(Bitmaps.RECEIPT).map(Long::intValue).orElse(null)),
                authorization(), time(), null, online(), approved, tip(), verification());
    }

    private Money amount() {
        return new Money(needed("amount", fields.number(Bitmaps.AMOUNT).orElse(null)), currency());
    }

    private Money tip() {
        return new Money(fields.tag(Tlv.TIP).map(Bcd::number).orElse(0L), currency());
    }

    String terminalId() {
        return needed("terminal id", fields.bytes(Bitmaps.TERMINAL_ID).map(Bcd::digits).orElse(null));
    }

    private Currency currency() {
        Optional<Long> code = fields.number(Bitmaps.CURRENCY);
        return code.isEmpty() ? usualCurrency : currency(code.get());
    }

    static Currency currency(long numericCode) {
        return Currency.availableCurrencies()
                .filter(currency -> currency.getNumericCode() == numericCode)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "currency code " + numericCode + ", expected one of ISO 4217"));
    }

    private int cardType() {
        return fields.tag(Tlv.CARD_TYPE)
                .map(StatusInformation::binary)
                .or(() -> fields.one(Bitmaps.CARD_TYPE))
                .orElse(-1);
    }

    private String cardName() {
        return fields.text(Bitmaps.CARD_NAME).map(CardNumberFilter::mask).orElse("");
    }

    private @Nullable String authorization() {
        return fields.bytes(Bitmaps.AUTHORIZATION)
                .map(value -> new String(value, StandardCharsets.US_ASCII).replace('\0', ' ').strip())
                .filter(code -> !code.isEmpty())
                .orElse(null);
    }

    private EntryMode entryMode() {
        return fields.tag(Tlv.CARD_TECHNOLOGY).map(StatusInformation::binary)
                .map(technology -> switch (technology) {
                    case 0 -> EntryMode.MAGSTRIPE;
                    case 1 -> EntryMode.CHIP;
                    case 2 -> EntryMode.CONTACTLESS;
                    default -> EntryMode.UNKNOWN;
                }).orElse(EntryMode.UNKNOWN);
    }

    /// The codes of PA00P015, 9.4.2.1, tag 1F10. A code of another revision is not guessed at.
    private @Nullable CardholderVerification verification() {
        return fields.tag(Tlv.CARDHOLDER_AUTHENTICATION)
                .map(code -> code.length != 1 ? CardholderVerification.UNKNOWN : switch (binary(code)) {
                    case 0x00 -> CardholderVerification.NONE;
                    case 0x01 -> CardholderVerification.SIGNATURE;
                    case 0x02 -> CardholderVerification.ONLINE_PIN;
                    case 0x03, 0x04 -> CardholderVerification.OFFLINE_PIN;
                    case 0x05, 0x06 -> CardholderVerification.OFFLINE_PIN_AND_SIGNATURE;
                    case 0x07 -> CardholderVerification.ONLINE_PIN_AND_SIGNATURE;
                    default -> CardholderVerification.UNKNOWN;
                })
                .orElse(null);
    }

    private boolean online() {
        int paymentType = fields.one(Bitmaps.STATUS_OR_PAYMENT_TYPE).orElse(-1);
        return fields.tag(Tlv.ONLINE_FLAG)
                .map(flag -> binary(flag) == 1)
                .orElse(paymentType == ONLINE || paymentType == PIN_PAYMENT);
    }

    private @Nullable TerminalTime time() {
        Optional<Long> date = fields.number(Bitmaps.DATE);
        Optional<Long> time = fields.number(Bitmaps.TIME);
        if (date.isEmpty() || time.isEmpty()) {
            return null;
        }
        int day = date.get().intValue();
        int clock = time.get().intValue();
        try {
            return new TerminalTime(MonthDay.of(day / 100, day % 100),
                    LocalTime.of(clock / 10_000, clock / 100 % 100, clock % 100));
        } catch (DateTimeException _) {
            // A terminal with a broken clock still charges cards.
            return null;
        }
    }

    /// Totals of an end of day, card groups without turnover left out.
    List<CardTypeTotal> totals() {
        byte[] block = fields.bytes(Bitmaps.TOTALS).orElse(new byte[0]);
        var totals = new ArrayList<CardTypeTotal>();
        int at = TOTALS_HEAD_BYTES;
        for (String group : TOTAL_GROUPS) {
            if (at + TOTAL_BYTES > block.length) {
                break;
            }
            int count = block[at] & 0xFF;
            long gross = Bcd.number(Arrays.copyOfRange(block, at + 1, at + TOTAL_BYTES));
            if (count > 0 || gross > 0) {
                totals.add(new CardTypeTotal(group, count, new Money(gross, currency())));
            }
            at += TOTAL_BYTES;
        }
        return totals;
    }

    private static int binary(byte[] value) {
        int number = 0;
        for (byte b : value) {
            number = (number << 8) | (b & 0xFF);
        }
        return number;
    }

    private static <T> T needed(String field, @Nullable T value) {
        if (value == null) {
            throw new IllegalArgumentException("status information without " + field);
        }
        return value;
    }
}
