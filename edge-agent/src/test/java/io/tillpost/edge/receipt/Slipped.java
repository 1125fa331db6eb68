package io.tillpost.edge.receipt;

import io.tillpost.edge.shift.Report;
import io.tillpost.edge.shift.ShiftReport;
import io.tillpost.protocol.card.CardFacts;
import io.tillpost.protocol.card.CardholderVerification;
import io.tillpost.protocol.card.EntryMode;
import io.tillpost.protocol.card.MaskedPan;
import io.tillpost.protocol.event.AttemptId;
import io.tillpost.protocol.event.CashMoved;
import io.tillpost.protocol.event.RefundId;
import io.tillpost.protocol.event.RefundLine;
import io.tillpost.protocol.event.RefundTender;
import io.tillpost.protocol.event.SaleId;
import io.tillpost.protocol.event.SaleLine;
import io.tillpost.protocol.event.SaleLine.Discount;
import io.tillpost.protocol.event.ShiftId;
import io.tillpost.protocol.event.ShiftTotals;
import io.tillpost.protocol.event.TaxTotal;
import io.tillpost.protocol.event.Tender;
import io.tillpost.protocol.money.Money;
import io.tillpost.protocol.money.TaxRate;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Sales, refunds and shifts as they may be at the end of a long day.
public final class Slipped {
    static final List<String> HEADER = List.of("ACME Hamburg", "Hafenstr. 1, 20457 Hamburg",
            "USt-IdNr. DE123456789");
    static final List<String> FOOTER = List.of("Thank you. www.acme.example");
    static final ZoneId ZONE = ZoneId.of("Europe/Berlin");
    static final AttemptId VISA = AttemptId.parse("0195b0f0-0000-7000-8000-0000000000a1");
    /// Half past midnight in the store, still on yesterday's business date.
    private static final Instant LATE = Instant.parse("2026-03-02T23:30:00Z");
    private static final SaleId SALE = SaleId.parse("0195b0f0-1111-7000-8000-000000000001");
    private static final ShiftId SHIFT = ShiftId.parse("0195b0f0-2222-7000-8000-000000000002");

    private Slipped() {}

    /// Weighed goods, discounts, vouchers sold and redeemed, rounding, tip, split tender.
    static Slip.Sold everything() {
        var lines = List.of(
                line(1, "Bread", 1000, 250, List.of(), 250, 700, "food", null),
                line(2, "Gouda, young, from the farm around the corner", 342, 1497,
                        List.of(new Discount("Cheese day", eur(50)), new Discount("Birthday 10 %", eur(46))),
                        416, 700, "food", null),
                line(3, "Cup", 2000, 499, List.of(), 998, 1900, "home", null),
                line(4, "Voucher", 1000, 2000, List.of(), 2000, 0, SaleLine.MULTI_PURPOSE_VOUCHER, "V-77"),
                line(5, "Car wash", 1000, 1190, List.of(), 1190, 1900, SaleLine.SINGLE_PURPOSE_VOUCHER,
                        "S-78"));
        var taxes = List.of(tax(0, 2000, 2000, 0), tax(700, 666, 622, 44), tax(1900, 2188, 1839, 349));
        return new Slip.Sold(issue(12), SALE, SHIFT, lines, taxes, eur(4854), eur(1), eur(100),
                List.of(new Tender.Voucher(eur(500), "V-12", null),
                        new Tender.Voucher(eur(255), "S-13", new TaxRate(1900)),
                        new Tender.Card(eur(2100), VISA),
                        new Tender.Cash(eur(2100), eur(5000), eur(2900))));
    }

    static Slip.TakenBack refund() {
        return new Slip.TakenBack(issue(13), RefundId.parse("0195b0f0-3333-7000-8000-000000000003"), SALE,
                SHIFT, "hamburg-1", 12,
                List.of(new RefundLine(1, 2, "2", "Gouda, young", 342, eur(416), new TaxRate(700), "food"),
                        new RefundLine(2, 3, "3", "Cup", 2000, eur(998), new TaxRate(1900), "home")),
                List.of(tax(700, 416, 389, 27), tax(1900, 998, 839, 159)), eur(1414), eur(1), eur(0),
                List.of(new RefundTender.Card(eur(500), VISA), new RefundTender.Voucher(eur(15), "V-80"),
                        new RefundTender.Cash(eur(900))),
                "cheese was off");
    }

    static ShiftReport report(Report.Kind kind) {
        boolean z = kind == Report.Kind.Z;
        var totals = new ShiftTotals(24, eur(48540), 1, eur(1414), 2, List.of(tax(700, 666, 622, 44)),
                List.of(tax(700, 416, 389, 27), tax(1900, 998, 839, 159)), eur(96), eur(-3), eur(100),
                List.of(new ShiftTotals.TenderTotal("card", 10, eur(21000)),
                        new ShiftTotals.TenderTotal("card-refund", 1, eur(500)),
                        new ShiftTotals.TenderTotal("cash", 14, eur(27637))),
                List.of(new ShiftTotals.CashTotal(CashMoved.Kind.TENDER, 14, eur(27637)),
                        new ShiftTotals.CashTotal(CashMoved.Kind.PAY_OUT, 1, eur(-500)),
                        new ShiftTotals.CashTotal(CashMoved.Kind.SAFE_DROP, 1, eur(-20000))),
                1, new ShiftTotals.ReceiptRange("hamburg-1", 1, 25));
        return new ShiftReport(kind, z ? 41L : null, SHIFT, "till-1", "drawer-1", "anna",
                LocalDate.of(2026, 3, 2), Instant.parse("2026-03-02T07:00:00Z"), LATE, eur(10000), totals,
                eur(17137), z ? eur(17087) : null, z ? eur(-50) : null, z ? eur(17087) : null, null,
                eur(1234567),
                eur(4321));
    }

    /// An X of a shift that began with what the one before had left.
    static ShiftReport carrying(Money carried) {
        ShiftReport x = report(Report.Kind.X);
        return new ShiftReport(x.kind(), x.number(), x.shift(), x.till(), x.drawer(), x.operator(),
                x.businessDate(), x.openedAt(), x.at(), x.openingFloat(), x.totals(), x.expectedCash(),
                x.countedCash(), x.overShort(), x.lifted(), carried, x.grandTotalSales(),
                x.grandTotalRefunds());
    }

    static Map<AttemptId, CardFacts> cards() {
        return Map.of(VISA, visa(null));
    }

    static CardFacts visa(@Nullable CardholderVerification verification) {
        return new CardFacts("52500041", "123456789", 10, "Visa", 0x20, EntryMode.CONTACTLESS,
                MaskedPan.mask("476173******0010"), 4711, 815, "A1B2C3", null, 7, true, eur(2100), eur(100),
                verification);
    }

    static MerchantCopy merchantCopy() {
        return new MerchantCopy(VISA, SALE, SHIFT, "till-1", "anna", LATE,
                visa(CardholderVerification.OFFLINE_PIN_AND_SIGNATURE));
    }

    static Wording wording(Locale language) {
        return new Wording(language, ZONE);
    }

    static Money eur(long minor) {
        return Money.of(minor, "EUR");
    }

    private static Issue issue(long number) {
        return new Issue("hamburg-1", number, "till-1", "anna", LATE, LocalDate.of(2026, 3, 2));
    }

    private static SaleLine line(int number, String description, long thousandths, long unitPrice,
            List<Discount> discounts, long gross, int rate, String salesClass, @Nullable String voucher) {
        return new SaleLine(number, Integer.toString(number), description, thousandths, eur(unitPrice),
                discounts, eur(gross), new TaxRate(rate), salesClass, voucher);
    }

    private static TaxTotal tax(int rate, long gross, long net, long tax) {
        return new TaxTotal(new TaxRate(rate), eur(gross), eur(net), eur(tax),
                List.of(new TaxTotal.ClassNet("food", eur(net))));
    }
}
