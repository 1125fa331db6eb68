package io.tillpost.edge.payment;

import io.tillpost.edge.decision.Decision;
import io.tillpost.edge.journal.Shelf;
import io.tillpost.edge.sale.Refund;
import io.tillpost.edge.sale.RefundState;
import io.tillpost.edge.sale.Sale;
import io.tillpost.edge.sale.SaleState;
import io.tillpost.protocol.event.AttemptId;
import io.tillpost.protocol.event.AttemptKind;
import io.tillpost.protocol.event.RefundId;
import io.tillpost.protocol.event.RefundLine;
import io.tillpost.protocol.event.Tender;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// 12.40 that a card has paid and that are to go back one of four ways.
///
/// @param refund absent where the sale is not completed
record MoneyBack(Way way, Sale sale, AttemptId charge, @Nullable RefundId refund) {
    static final int MINOR = 1240;
    private static final Shelf<Refund> REFUNDS = new Shelf<>("refund", Refund.class);

    /// How.
    enum Way {
        /// A refund of its own.
        PAY_OUT,
        /// A refund that reverses the charge.
        TAKE_BACK,
        /// A sale that is given up before it is completed.
        GIVE_BACK,
        /// The same after the terminal's batch was closed.
        SEND_BACK;

        /// Whether the sale that was paid is not completed.
        boolean ofOpenSale() {
            return this == GIVE_BACK || this == SEND_BACK;
        }

        /// What the terminal is to do.
        AttemptKind kind() {
            return this == PAY_OUT || this == SEND_BACK ? AttemptKind.REFUND : AttemptKind.REVERSAL;
        }
    }

    /// Sells something and has the card pay for it.
    static MoneyBack paid(StoreWorld world, Way way) throws InterruptedException {
        Sale sale = world.sale(way.ofOpenSale() ? MINOR + 1 : MINOR);
        Attempt charge = StoreWorld.value(world.tryCharge(sale, StoreWorld.eur(MINOR)));
        world.payments.run(charge);
        Attempt paid = world.end(charge.attempt());
        if (way == Way.SEND_BACK) {
            var _ = world.endOfDay();
        }
        return of(world, way, paid);
    }

    static MoneyBack of(StoreWorld world, Way way, Attempt charge) {
        Sale sale = world.journal.read(view -> world.sales.byId(view, charge.sale()));
        RefundId refund = way.ofOpenSale() ? null : refund(world, way, sale, charge.attempt());
        return new MoneyBack(way, sale, charge.attempt(), refund);
    }

    private static RefundId refund(StoreWorld world, Way way, Sale sale, AttemptId charge) {
        var lines = sale.lines()
                .stream()
                .map(line -> new RefundLine(line.line(), line.line(), line.sku(), line.description(),
                        line.quantityThousandths(), line.gross(), line.taxRate(), line.salesClass()))
                .toList();
        var zero = StoreWorld.eur(0);
        var refund = new Refund(new RefundId(world.ids.next()), sale.sale(), sale.till(), sale.shift(),
                "anna",
                world.clock.instant(), sale.taxDate(), RefundState.OPEN, lines, sale.taxes(), sale.total(),
                zero, sale.tip(), List.of(), "broken", way == Way.TAKE_BACK ? charge : null, null, null);
        return world.journal.commit(unit -> {
            unit.put(REFUNDS, refund.refund().toString(), refund);
            return refund.refund();
        });
    }

    Decision<Attempt> tryBegin(StoreWorld world) throws InterruptedException {
        var _ = StoreWorld.value(world.payments.prepare(StoreWorld.TERMINAL));
        return world.journal.commit(unit -> switch (way) {
            case PAY_OUT -> world.payments.beginRefund(unit, id(), StoreWorld.TERMINAL, StoreWorld.ANNA);
            case TAKE_BACK -> world.payments.beginReversal(unit, id(), StoreWorld.ANNA);
            case GIVE_BACK, SEND_BACK -> world.payments.beginGiveBack(unit, sale.sale(), 0, StoreWorld.ANNA);
        });
    }

    /// Begins and sends it.
    Attempt begin(StoreWorld world) throws InterruptedException {
        Attempt attempt = StoreWorld.value(tryBegin(world));
        world.payments.run(attempt);
        return attempt;
    }

    /// Whether refund or sale wait for an attempt.
    boolean waits(StoreWorld world) {
        return pending(world).isPresent();
    }

    private Optional<AttemptId> pending(StoreWorld world) {
        return way.ofOpenSale()
                ? Optional.ofNullable(world.look(sale).pending())
                : Optional.ofNullable(refund(world).pending());
    }

    /// Whether the money is back as far as refund or sale know.
    boolean done(StoreWorld world) {
        return way.ofOpenSale()
                ? world.look(sale).state() == SaleState.OPEN
                        && world.look(sale).tenders().stream().noneMatch(Tender.Card.class::isInstance)
                : refund(world).state() == RefundState.COMPLETED;
    }

    Refund refund(StoreWorld world) {
        return world.journal.read(view -> world.refunds.byId(view, id()));
    }

    private RefundId id() {
        return Objects.requireNonNull(refund);
    }
}
