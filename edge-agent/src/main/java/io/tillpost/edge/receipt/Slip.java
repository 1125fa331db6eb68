package io.tillpost.edge.receipt;

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
import java.util.List;
import java.util.stream.Stream;

/// What a receipt is about: all that is printed of a completed sale or refund.
public sealed interface Slip {
    /// Its number, till and time.
    Issue issue();

    /// The sale, or the one that is refunded.
    SaleId sale();

    /// In whose shift it was completed.
    ShiftId shift();

    /// The card attempts that moved money for it.
    List<AttemptId> attempts();

    /// Whether cash went in or out, so that the drawer has to open.
    boolean movesCash();

    /// A completed sale. `total` + `rounding` + `tip` = sum of the tenders.
    record Sold(Issue issue, SaleId sale, ShiftId shift, List<SaleLine> lines, List<TaxTotal> taxes,
            Money total,
            Money rounding, Money tip, List<Tender> tenders) implements Slip {
        public Sold {
            lines = List.copyOf(lines);
            taxes = List.copyOf(taxes);
            tenders = List.copyOf(tenders);
        }

        @Override
        public List<AttemptId> attempts() {
            return tenders.stream()
                    .flatMap(tender -> tender instanceof Tender.Card(_, var attempt)
                            ? Stream.of(attempt)
                            : Stream.empty())
                    .toList();
        }

        @Override
        public boolean movesCash() {
            return tenders.stream().anyMatch(Tender.Cash.class::isInstance);
        }
    }

    /// A completed refund, all amounts above zero. `total` + `rounding` + `tip` = sum of the tenders.
    ///
    /// @param originalSeries with `originalNumber` the receipt of the sale
    record TakenBack(Issue issue, RefundId refund, SaleId sale, ShiftId shift, String originalSeries,
            long originalNumber, List<RefundLine> lines, List<TaxTotal> taxes, Money total, Money rounding,
            Money tip, List<RefundTender> tenders, String reason) implements Slip {
        public TakenBack {
            lines = List.copyOf(lines);
            taxes = List.copyOf(taxes);
            tenders = List.copyOf(tenders);
        }

        @Override
        public List<AttemptId> attempts() {
            return tenders.stream()
                    .flatMap(tender -> tender instanceof RefundTender.Card(_, var attempt)
                            ? Stream.of(attempt)
                            : Stream.empty())
                    .toList();
        }

        @Override
        public boolean movesCash() {
            return tenders.stream().anyMatch(RefundTender.Cash.class::isInstance);
        }
    }
}
