package io.tillpost.device.simulator.terminal;

import io.tillpost.device.terminal.zvt.frame.Apdu;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.List;

/// What the terminal says, in ZVT.
final class Messages {
    private static final byte ONLINE_PIN = 0x02;
    private static final int CONTAINER = 0x06;
    private static final int PIN_PAYMENT = 0x70;
    private static final int CARD_GROUPS = 7;
    private static final int COUNT_MAX = 255;

    private final TerminalSimulatorConfig config;

    Messages(TerminalSimulatorConfig config) {
        this.config = config;
    }

    static Apdu positive() {
        return Apdu.of(0x8000);
    }

    static Apdu negative(int code) {
        return Apdu.of(0x8400 | code);
    }

    static Apdu intermediate(int code) {
        return Apdu.of(0x04FF, (byte) code);
    }

    static Apdu completion() {
        return Apdu.of(0x060F);
    }

    static Apdu givenUp(int code) {
        return Apdu.of(0x061E, (byte) code);
    }

    static Apdu line(String text) {
        return Apdu.of(0x06D1, new Block().raw(0x00).raw(Block.text(text)).bytes());
    }

    /// The last line of a receipt (PA00P015, 3.5, table 16).
    static Apdu lastLine(String text) {
        return Apdu.of(0x06D1, new Block().raw(0x81).raw(Block.text(text)).bytes());
    }

    Apdu registered() {
        return Apdu.of(0x060F, new Block().raw(0x19, 0x00)
                .decimal(0x29, Long.parseLong(config.terminalId()), 8)
                .decimal(0x49, config.currency().getNumericCode(), 4)
                .bytes());
    }

    static Apdu state(int code) {
        return Apdu.of(0x060F, (byte) code);
    }

    static Apdu failure(int code) {
        return Apdu.of(0x040F, new Block().raw(0x27, code).bytes());
    }

    /// What 06 20 brings of a transaction that failed, or of an end of day without its totals, each bitmap being optional
    /// (PA00P015, 3.1.3).
    static Apdu withoutReceipt(LedgerEntry entry) {
        return Apdu.of(0x040F, new Block().raw(0x27, (int) entry.number("resultCode"))
                .decimal(0x0B, entry.number("trace"), 6)
                .bytes());
    }

    /// The status information of a charge, refund or reversal, from its ledger line. Only a reversal shows what it is, by
    /// bitmap 37: no field of PA00P015, 3.1.1 tells a refund from a charge.
    Apdu receipt(LedgerEntry entry, SimulatedCard card) {
        LocalDate date = LocalDate.parse(entry.text("date"));
        LocalTime time = LocalTime.parse(entry.text("time"));
        var block = new Block().raw(0x27, 0x00)
                .decimal(0x04, entry.number("amountMinor"), 12)
                .decimal(0x0B, entry.number("trace"), 6);
        if (entry.number("originalTrace") > 0) {
            block.decimal(0x37, entry.number("originalTrace"), 6);
        }
        block.decimal(0x0C, time.getHour() * 10_000L + time.getMinute() * 100L + time.getSecond(), 6)
                .decimal(0x0D, date.getMonthValue() * 100L + date.getDayOfMonth(), 4)
                .raw(0x19, PIN_PAYMENT)
                .counted(0x22, new Block().packed(pan(card)).bytes(), 2)
                .decimal(0x29, Long.parseLong(entry.text("terminalId")), 8)
                .fixed(0x3B, entry.text("authorization"), 8, '\0')
                .decimal(0x49, config.currency().getNumericCode(), 4)
                .decimal(0x87, entry.number("receiptNumber"), 4)
                .raw(0x8A, card.type())
                .counted(0x8B, Block.text(card.cardName() + "\0"), 2)
                .fixed(0x2A, entry.text("merchantId"), 15, ' ');
        if (config.fullNumbers()) {
            block.counted(0x23, new Block().packed(card.number() + "D49121010000000000000").bytes(), 2);
        }
        return Apdu.of(0x040F, block.object(CONTAINER, container(entry)).bytes());
    }

    private String pan(SimulatedCard card) {
        return config.fullNumbers() ? card.number() : card.maskedNumber().replace('*', 'E');
    }

    /// Payment type (2F) with how the cardholder was verified (1F10), by PIN unless the ledger says otherwise, and the number by which till and terminal can synchronize (1F1F; PA00P015, 4.2).
    private static byte[] container(LedgerEntry entry) {
        byte verified = entry.has("cardholderAuthentication")
                ? (byte) entry.number("cardholderAuthentication")
                : ONLINE_PIN;
        byte[] paymentType = new Block().object(0x1F10, new byte[]{verified})
                .object(0x1F11, new byte[]{0x01})
                .object(0x1F12, new byte[]{0x01})
                .bytes();
        byte[] receiptNumber = new Block().packed(String.format("%04d", entry.number("receiptNumber")))
                .bytes();
        return new Block().object(0x2F, paymentType).object(0x1F1F, receiptNumber).bytes();
    }

    /// The status information after an end of day (PA00P015, 3.1.3). Its counts have one byte each, and its sums no sign: a
    /// card group, or a batch, that gave back more than it charged says zero here. The ledger has the true sum.
    Apdu totals(List<BatchTotal> totals, LedgerEntry closed) {
        var groups = new Block().packed(String.format("%04d%04d", closed.number("firstReceipt"),
                closed.number("lastReceipt")));
        long sum = 0;
        for (int group = 0; group < CARD_GROUPS; group++) {
            int wanted = group;
            long count = totals.stream().filter(t -> t.card().group() == wanted).mapToLong(BatchTotal::count)
                    .sum();
            long amount = totals.stream()
                    .filter(t -> t.card().group() == wanted)
                    .mapToLong(BatchTotal::amountMinor)
                    .sum();
            groups.raw((int) Math.min(count, COUNT_MAX)).packed(String.format("%012d", Math.max(0, amount)));
            sum = Math.addExact(sum, amount);
        }
        LocalTime time = LocalTime.parse(closed.text("time"));
        LocalDate date = LocalDate.parse(closed.text("date"));
        return Apdu.of(0x040F, new Block().raw(0x27, 0x00)
                .decimal(0x04, Math.max(0, sum), 12)
                .counted(0x60, groups.bytes(), 3)
                .decimal(0x0B, closed.number("trace"), 6)
                .decimal(0x0C, time.getHour() * 10_000L + time.getMinute() * 100L + time.getSecond(), 6)
                .decimal(0x0D, date.getMonthValue() * 100L + date.getDayOfMonth(), 4)
                .decimal(0x49, config.currency().getNumericCode(), 4)
                .bytes());
    }
}
