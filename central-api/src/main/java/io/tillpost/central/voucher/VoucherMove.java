package io.tillpost.central.voucher;

import io.tillpost.protocol.event.Envelope;
import io.tillpost.protocol.event.Event;
import io.tillpost.protocol.event.RefundCompleted;
import io.tillpost.protocol.event.RefundLine;
import io.tillpost.protocol.event.RefundTender;
import io.tillpost.protocol.event.SaleCompleted;
import io.tillpost.protocol.event.SaleLine;
import io.tillpost.protocol.event.Tender;
import io.tillpost.protocol.money.Money;
import io.tillpost.protocol.money.TaxRate;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What an event did to a voucher.
///
/// @param sale that sold it, that it paid, or whose goods came back
/// @param receipt series and number, e.g. `till-1/12`
/// @param label what a person calls the voucher
/// @param number of the voucher; absent where it came back, which tells the line that sold it alone
/// @param line of `sale` that sold it; 0 if none did
/// @param rate of a single-purpose voucher
/// @param amount at least 0; where it came back, what it was sold for counts
/// @param tax of a single-purpose voucher in `amount`
public record VoucherMove(UUID event, String store, LocalDate businessDate, UUID sale, String receipt,
        Kind kind, String label, @Nullable String number, int line, @Nullable TaxRate rate, Money amount,
        Money tax) {
    private static final Set<String> CLASSES = Set.of(SaleLine.MULTI_PURPOSE_VOUCHER,
            SaleLine.SINGLE_PURPOSE_VOUCHER);

    /// What can happen to a voucher. The names stand in the database.
    public enum Kind {
        /// Sold, or issued for a refund.
        ISSUED,
        /// It paid.
        REDEEMED,
        /// Its line was refunded.
        TAKEN_BACK
    }

    /// All that an event did, in its order; several payments by one voucher are one. What no till writes is left out: nothing, and
    /// what is too large for the books.
    public static List<VoucherMove> of(UUID event, Envelope envelope, Event completed) {
        return all(event, envelope, completed).stream()
                .filter(move -> move.amount.isPositive() && move.amount.isBookable() && move.tax.isBookable())
                .toList();
    }

    private static List<VoucherMove> all(UUID event, Envelope envelope, Event completed) {
        return switch (completed) {
            case SaleCompleted sale -> {
                var from = new Source(event, envelope, sale.sale().value(),
                        sale.series() + "/" + sale.number());
                yield from.sale(sale);
            }
            case RefundCompleted refund -> {
                var from = new Source(event, envelope, refund.sale().value(),
                        refund.series() + "/" + refund.number());
                yield from.refund(refund);
            }
            default -> List.of();
        };
    }

    private VoucherMove with(VoucherMove more) {
        return new VoucherMove(event, store, businessDate, sale, receipt, kind, label, number, line, rate,
                amount.plus(more.amount), tax.plus(more.tax));
    }

    /// What all of an event have in common.
    private record Source(UUID event, Envelope envelope, UUID sale, String receipt) {
        List<VoucherMove> sale(SaleCompleted sold) {
            var moves = new ArrayList<VoucherMove>();
            for (SaleLine line : sold.lines()) {
                String number = line.voucher();
                if (number != null) {
                    moves.add(move(Kind.ISSUED, label(number), number, line.line(),
                            rate(line.salesClass(), line.taxRate()),
                            line.valueOfVoucher(sold.pricesIncludeTax()),
                            line.taxOfVoucher(sold.pricesIncludeTax())));
                }
            }
            Map<String, VoucherMove> paid = new LinkedHashMap<>();
            for (Tender tender : sold.tenders()) {
                if (tender instanceof Tender.Voucher voucher) {
                    String number = voucher.voucher();
                    paid.merge(number, move(Kind.REDEEMED, label(number), number, 0, voucher.taxRate(),
                            voucher.amount(), voucher.taxIn()), VoucherMove::with);
                }
            }
            moves.addAll(paid.values());
            return moves;
        }

        List<VoucherMove> refund(RefundCompleted refund) {
            var moves = new ArrayList<VoucherMove>();
            for (RefundLine line : refund.lines()) {
                if (CLASSES.contains(line.salesClass())) {
                    moves.add(move(Kind.TAKEN_BACK, line.description(), null, line.originalLine(),
                            rate(line.salesClass(), line.taxRate()), line.gross(), zero(line.gross())));
                }
            }
            for (RefundTender tender : refund.tenders()) {
                if (tender instanceof RefundTender.Voucher(var amount, var number)) {
                    moves.add(move(Kind.ISSUED, label(number), number, 0, null, amount, zero(amount)));
                }
            }
            return moves;
        }

        private VoucherMove move(Kind kind, String label, @Nullable String number, int line,
                @Nullable TaxRate rate, Money amount, Money tax) {
            return new VoucherMove(event, envelope.place().store(), envelope.businessDate(), sale, receipt,
                    kind, label, number, line, rate, amount, tax);
        }

        private static String label(String number) {
            return "Voucher " + number;
        }

        private static @Nullable TaxRate rate(String salesClass, TaxRate rate) {
            return salesClass.equals(SaleLine.SINGLE_PURPOSE_VOUCHER) ? rate : null;
        }

        private static Money zero(Money likewise) {
            return Money.zero(likewise.currency());
        }
    }
}
