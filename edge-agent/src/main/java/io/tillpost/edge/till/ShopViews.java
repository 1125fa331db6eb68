package io.tillpost.edge.till;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.tillpost.edge.cart.PricedCart;
import io.tillpost.edge.catalog.Unit;
import io.tillpost.edge.journal.View;
import io.tillpost.edge.sale.Markdown;
import io.tillpost.edge.sale.ReceiptEntry;
import io.tillpost.edge.sale.Refund;
import io.tillpost.edge.sale.RefundState;
import io.tillpost.edge.sale.Refunded;
import io.tillpost.edge.sale.Sale;
import io.tillpost.edge.sale.SaleState;
import io.tillpost.edge.till.Views.ReceiptView;
import io.tillpost.protocol.event.AttemptId;
import io.tillpost.protocol.event.RefundId;
import io.tillpost.protocol.event.RefundLine;
import io.tillpost.protocol.event.RefundTender;
import io.tillpost.protocol.event.SaleId;
import io.tillpost.protocol.event.SaleLine;
import io.tillpost.protocol.event.ShiftId;
import io.tillpost.protocol.event.TaxTotal;
import io.tillpost.protocol.event.Tender;
import io.tillpost.protocol.money.Money;
import io.tillpost.protocol.money.TaxRate;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What tills see of carts, sales, refunds and receipts.
final class ShopViews {
    private ShopViews() {}

    /// A line of a cart or sale.
    ///
    /// @param unit kilogram where it is known to be sold by weight
    record LineView(int line, String sku, String description, long quantityThousandths, @Nullable Unit unit,
            Money unitPrice, List<SaleLine.Discount> discounts, Money gross, TaxRate taxRate,
            String salesClass, @Nullable String voucher) {
        static List<LineView> of(List<SaleLine> lines, Set<Integer> weighed) {
            return lines.stream().map(line -> of(line, weighed.contains(line.line()))).toList();
        }

        private static LineView of(SaleLine line, boolean weighed) {
            return new LineView(line.line(), line.sku(), line.description(), line.quantityThousandths(),
                    weighed ? Unit.KG : null, line.unitPrice(), line.discounts(), line.gross(),
                    line.taxRate(), line.salesClass(), line.voucher());
        }
    }

    /// @param added the line that something was put into
    record CartView(@Nullable SaleId cart, String till, State state, List<LineView> lines,
            @Nullable Markdown cartDiscount, List<TaxTotal> taxes, Money total, Money discountTotal,
            long items, @Nullable Instant startedAt, @Nullable Integer added) {
        /// Whether there is anything in it.
        enum State {
            EMPTY, OPEN
        }

        static CartView empty(String till, Money zero) {
            return new CartView(null, till, State.EMPTY, List.of(), null, List.of(), zero, zero, 0, null,
                    null);
        }

        static CartView of(PricedCart priced) {
            return of(priced, null);
        }

        static CartView of(PricedCart priced, @Nullable Integer added) {
            var cart = priced.cart();
            return new CartView(cart.cart(), cart.till(), State.OPEN,
                    LineView.of(priced.priced().lines(), cart.weighed()),
                    cart.discount(), priced.priced().taxes(), priced.priced().total(),
                    priced.priced().discounts(), cart.items(), cart.startedAt(), added);
        }
    }

    record ParkedView(SaleId cart, @Nullable String label, Money total, long items,
            @Nullable Instant parkedAt, String operator) {
        static ParkedView of(PricedCart priced) {
            var cart = priced.cart();
            return new ParkedView(cart.cart(), cart.label(), priced.priced().total(), cart.items(),
                    cart.parkedAt(), cart.operator());
        }
    }

    /// @param attempt the card attempt that it waits for
    /// @param cashDue what cash would have to pay: what remains, rounded
    /// @param refundable what could still go back
    /// @param forgotten whether its money is known, but not what it sells
    /// @param signatures the card attempts whose signatures have to be compared
    record SaleView(SaleId sale, String till, ShiftId shift, String operator, SaleState state,
            Instant startedAt, List<LineView> lines, List<TaxTotal> taxes, Money total, Money rounding,
            Money tip, Money paid, Money remaining, Money cashDue, List<Tender> tenders,
            List<Refunded.Line> refunded, Money refundable, @Nullable AttemptId attempt,
            @Nullable ReceiptView receipt, boolean forgotten, List<AttemptId> signatures) {
        static SaleView of(View view, Sale sale, Shop shop) {
            Refunded refunded = shop.refunds().refunded(view, sale);
            Set<Integer> weighed = sale.state().ended() ? Set.of() : shop.carts().weighed(view, sale.sale());
            return new SaleView(sale.sale(), sale.till(), sale.shift(), sale.operator(), sale.state(),
                    sale.startedAt(), LineView.of(sale.lines(), weighed), sale.taxes(), sale.total(),
                    sale.rounding(), sale.tip(),
                    sale.paid(), sale.remaining(), shop.sales().cashDue(sale), sale.tenders(),
                    refunded.lines(), refunded.refundable(), sale.pending(), numbered(sale.receipt()),
                    !sale.state().ended() && sale.forgotten(), sale.signatures());
        }
    }

    /// @param attempt the card attempt that it waits for
    /// @param cashDue what cash would give back: what remains, rounded with what it gave back before
    /// @param forgotten whether its money is known, but not what it takes back
    record RefundView(RefundId refund, SaleId sale, String till, ShiftId shift, String operator,
            RefundState state, Instant startedAt, List<RefundLine> lines, List<TaxTotal> taxes, Money total,
            Money rounding, Money tip, Money remaining, Money cashDue, List<RefundTender> tenders,
            @Nullable AttemptId attempt, @Nullable ReceiptView receipt, String reason, boolean forgotten) {
        static RefundView of(View view, Refund refund, Shop shop) {
            return new RefundView(refund.refund(), refund.sale(), refund.till(), refund.shift(),
                    refund.operator(), refund.state(), refund.startedAt(), refund.lines(), refund.taxes(),
                    refund.total(), refund.rounding(), refund.tip(), refund.remaining(),
                    shop.refunds().cashDue(view, refund), refund.tenders(), refund.pending(),
                    numbered(refund.receipt()), refund.reason(),
                    !refund.state().ended() && refund.forgotten());
        }
    }

    record ReceiptItem(Kind kind, SaleId sale, @Nullable RefundId refund, String series, long number,
            Instant completedAt, Money total, String operator, String till) {
        /// What the receipt is of.
        enum Kind {
            @JsonProperty("sale")
            SALE, @JsonProperty("refund")
            REFUND
        }

        static ReceiptItem of(ReceiptEntry entry) {
            return new ReceiptItem(entry.refund() == null ? Kind.SALE : Kind.REFUND, entry.sale(),
                    entry.refund(), entry.series(), entry.number(), entry.completedAt(), entry.total(),
                    entry.operator(), entry.till());
        }
    }

    /// What a receipt's number leads to: one of the two.
    record ReceiptFound(@Nullable SaleView sale, @Nullable RefundView refund) {}

    private static @Nullable ReceiptView numbered(Sale.@Nullable ReceiptNumber number) {
        return number == null ? null : new ReceiptView(number.series(), number.number(), number.at());
    }
}
