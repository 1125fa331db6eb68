package io.tillpost.edge.receipt;

import io.tillpost.device.printer.Document;
import io.tillpost.edge.shift.BlindReport;
import io.tillpost.edge.shift.Report;
import io.tillpost.edge.shift.Report.Kind;
import io.tillpost.edge.shift.ShiftReport;
import io.tillpost.protocol.event.CashMoved;
import io.tillpost.protocol.event.Mode;
import io.tillpost.protocol.event.ShiftTotals;
import io.tillpost.protocol.event.ShiftTotals.CashTotal;
import io.tillpost.protocol.event.ShiftTotals.ReceiptRange;
import io.tillpost.protocol.event.ShiftTotals.TenderTotal;
import io.tillpost.protocol.event.TaxTotal;
import io.tillpost.protocol.money.Money;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What stands on an X or Z report. Immutable.
final class ReportLayout {
    private static final String REFUND = "-refund";

    private final List<String> header;
    private final Wording wording;
    private final Mode mode;

    ReportLayout(List<String> header, Wording wording, Mode mode) {
        this.header = List.copyOf(header);
        this.wording = wording;
        this.mode = mode;
    }

    Document document(Report report) {
        return switch (report) {
            case ShiftReport whole -> whole(whole);
            case BlindReport blind -> blind(blind);
        };
    }

    private Document whole(ShiftReport report) {
        var sheet = begun(report);
        totals(sheet, report.totals());
        taxes(sheet, Word.VAT_OF_SALES, report.totals().salesTaxes());
        taxes(sheet, Word.VAT_OF_REFUNDS, report.totals().refundTaxes());
        tenders(sheet, report.totals().tenders());
        cash(sheet, report.totals().cash());
        drawer(sheet, report);
        sheet.rule();
        sheet.pair(wording.of(Word.GRAND_TOTAL_SALES), report.grandTotalSales());
        sheet.pair(wording.of(Word.GRAND_TOTAL_REFUNDS), report.grandTotalRefunds());
        sheet.blank();
        sheet.centre(report.shift().toString());
        return sheet.close(List.of());
    }

    private Document blind(BlindReport report) {
        var sheet = begun(report);
        sheet.line(wording.of(Word.BLIND));
        BlindReport.Totals totals = report.totals();
        sheet.pair(wording.of(Word.SALES), Long.toString(totals.sales()));
        sheet.pair(wording.of(Word.REFUNDS), Long.toString(totals.refunds()));
        sheet.pair(wording.of(Word.DISCOUNTS), totals.discounts());
        counts(sheet, totals.aborted(), totals.noSales(), totals.receipts());
        tenders(sheet, totals.tenders());
        cash(sheet, totals.cash());
        sheet.rule();
        sheet.heading(wording.of(Word.DRAWER_CASH));
        sheet.pair(wording.of(Word.OPENING_FLOAT), report.openingFloat());
        sheet.blank();
        sheet.centre(report.shift().toString());
        return sheet.close(List.of());
    }

    /// With whose report it is, and of when.
    private Sheet begun(Report report) {
        var sheet = new Sheet(wording, mode, null);
        sheet.open(header);
        sheet.title(switch (report.kind()) {
            case X -> wording.of(Word.X_REPORT);
            case Z -> wording.of(Word.Z_REPORT) + " " + report.number();
        });
        sheet.pair(wording.of(Word.TILL) + " " + report.till(),
                wording.of(Word.DRAWER) + " " + report.drawer());
        sheet.pair(wording.of(Word.SHIFT_OF), report.operator());
        sheet.pair(wording.of(Word.BUSINESS_DATE), wording.of(report.businessDate()));
        sheet.pair(wording.of(Word.OPENED), wording.of(report.openedAt()));
        sheet.pair(wording.of(report.kind() == Kind.Z ? Word.CLOSED : Word.MADE), wording.of(report.at()));
        sheet.rule();
        return sheet;
    }

    private void totals(Sheet sheet, ShiftTotals totals) {
        sheet.pair(counted(Word.SALES, totals.sales()), totals.salesGross());
        sheet.pair(counted(Word.REFUNDS, totals.refunds()), totals.refundsGross().negated());
        sheet.strong(wording.of(Word.TOTAL), totals.salesGross().minus(totals.refundsGross()));
        sheet.pair(wording.of(Word.DISCOUNTS), totals.discounts());
        sheet.pair(wording.of(Word.ROUNDING), totals.rounding());
        sheet.pair(wording.of(Word.TIPS), totals.tips());
        counts(sheet, totals.aborted(), totals.noSales(), totals.receipts());
    }

    private void counts(Sheet sheet, long aborted, long noSales, @Nullable ReceiptRange range) {
        sheet.pair(wording.of(Word.ABORTED), Long.toString(aborted));
        sheet.pair(wording.of(Word.NO_SALES), Long.toString(noSales));
        if (range != null) {
            sheet.pair(wording.of(Word.RECEIPTS) + " " + range.series(),
                    range.first() + " - " + range.last());
        }
    }

    private void taxes(Sheet sheet, Word heading, List<TaxTotal> taxes) {
        if (!taxes.isEmpty()) {
            sheet.rule();
            sheet.heading(wording.of(heading));
            sheet.taxes(taxes);
        }
    }

    private void tenders(Sheet sheet, List<TenderTotal> tenders) {
        if (!tenders.isEmpty()) {
            sheet.rule();
            sheet.heading(wording.of(Word.TENDERS));
            tenders.forEach(tender -> sheet.pair(tender.count() + " x " + name(tender.kind()),
                    tender.kind().endsWith(REFUND) ? tender.amount().negated() : tender.amount()));
        }
    }

    private String name(String kind) {
        if (kind.endsWith(REFUND)) {
            return wording.of(Word.REFUND_TO, name(kind.substring(0, kind.length() - REFUND.length())));
        }
        return switch (kind) {
            case "cash" -> wording.of(Word.CASH);
            case "card" -> wording.of(Word.CARD);
            case "voucher" -> wording.of(Word.VOUCHER);
            default -> kind;
        };
    }

    private void cash(Sheet sheet, List<CashTotal> movements) {
        if (!movements.isEmpty()) {
            sheet.rule();
            sheet.heading(wording.of(Word.CASH_MOVEMENTS));
            movements.forEach(moved -> sheet.pair(moved.count() + " x " + wording.of(name(moved.kind())),
                    moved.amount()));
        }
    }

    private static Word name(CashMoved.Kind kind) {
        return switch (kind) {
            case TENDER -> Word.CASH_SALES;
            case REFUND -> Word.CASH_REFUNDS;
            case PAY_IN -> Word.PAY_IN;
            case PAY_OUT -> Word.PAY_OUT;
            case SAFE_DROP -> Word.SAFE_DROP;
            case BANK_DEPOSIT -> Word.BANK_DEPOSIT;
        };
    }

    private void drawer(Sheet sheet, ShiftReport report) {
        sheet.rule();
        sheet.heading(wording.of(Word.DRAWER_CASH));
        if (report.carried() != null) {
            sheet.pair(wording.of(Word.CARRIED), report.carried());
        }
        sheet.pair(wording.of(Word.OPENING_FLOAT), report.openingFloat());
        report.shortAtOpening().ifPresent(
                missing -> sheet.strong(wording.of(Word.SHORT_AT_OPENING), missing.negated()));
        sheet.pair(wording.of(Word.EXPECTED), report.expectedCash());
        if (report.kind() == Kind.X) {
            return;
        }
        if (report.countedCash() == null) {
            sheet.line(wording.of(Word.NOT_COUNTED));
            return;
        }
        sheet.pair(wording.of(Word.COUNTED), report.countedCash());
        overShort(sheet, report.overShort());
        if (report.lifted() != null) {
            sheet.pair(wording.of(Word.LIFTED), report.lifted());
        }
    }

    private void overShort(Sheet sheet, @Nullable Money difference) {
        if (difference != null) {
            sheet.strong(wording.of(difference.isZero()
                    ? Word.EXACT
                    : difference.isPositive() ? Word.OVER : Word.SHORT), difference);
        }
    }

    private String counted(Word word, long count) {
        return count + " x " + wording.of(word);
    }
}
