package io.tillpost.edge.till;

import io.tillpost.edge.catalog.Catalog;
import io.tillpost.edge.journal.Journal;
import io.tillpost.edge.journal.View;
import io.tillpost.edge.payment.Attempt;
import io.tillpost.edge.payment.CardPayments;
import io.tillpost.edge.receipt.Receipts;
import io.tillpost.edge.sale.Refund;
import io.tillpost.edge.sale.Sale;
import io.tillpost.edge.shift.DrawerPulse;
import io.tillpost.edge.shift.Shift;
import io.tillpost.edge.shift.Shifts;
import io.tillpost.protocol.event.AttemptId;
import io.tillpost.protocol.event.RefundId;
import io.tillpost.protocol.event.SaleId;
import io.tillpost.protocol.event.ShiftId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// One set of the rooms that sell, on a journal of its own: what counts, or what is for training.
///
/// @param terminals till -> its own terminal, for tills that have one
/// @param live what the tills' screens are told; `journal` tells it of its commits
/// @param tills all tills
/// @param answers for requests that are repeated
public record Selling(Journal journal, Shifts shifts, Shop shop, CardPayments payments, Receipts receipts,
        Catalog catalog, DrawerPulse drawers, BlindCount blind, Map<String, String> terminals, Live live,
        Set<String> tills, KeptAnswers answers) implements Access.Owner {
    public Selling {
        terminals = Map.copyOf(terminals);
        tills = Set.copyOf(tills);
    }

    List<Routes> parts() {
        var shiftRoutes = new ShiftRoutes(journal, shifts, shop, drawers, blind);
        return List.of(shiftRoutes, new ReportRoutes(shiftRoutes, receipts),
                new ReceiptPaperRoutes(journal, shop.sales(), receipts), new ReceiptListRoutes(journal, shop),
                new CatalogRoutes(catalog), new LiveRoutes(live, tills),
                new CartRoutes(journal, shifts, shop, receipts),
                new SaleRoutes(journal, shifts, shop, payments, receipts, terminals),
                new RefundRoutes(journal, shifts, shop, payments, receipts, terminals),
                new CardRoutes(shifts, payments, terminals), new MerchantCopyRoutes(receipts),
                new SignatureRoutes(journal, shop, payments, receipts));
    }

    /// A shift belongs to its till, and a terminal to those that use it. So does a sale or refund that has not ended, with its
    /// card attempts, for whoever wants to change it; once it has, every till may show it and take goods back.
    @Override
    public Optional<String> till(Call call) {
        boolean changes = call.method().equals("POST");
        return changes ? terminalsTill(call).or(() -> owner(call)) : shiftsTill(call);
    }

    private Optional<String> owner(Call call) {
        return shiftsTill(call).or(() -> journal.read(view -> {
            Optional<Attempt> attempt = named(call, "attempt", AttemptId::parse)
                    .flatMap(id -> payments.find(view, id));
            // What a refund pays out is of a sale that has ended.
            Optional<RefundId> refund = attempt.map(Attempt::refund)
                    .or(() -> named(call, "refund", RefundId::parse));
            return refund.isPresent()
                    ? openRefund(view, refund.get()).map(Refund::till)
                    : attempt.map(Attempt::sale)
                            .or(() -> named(call, "sale", SaleId::parse))
                            .flatMap(id -> openSale(view, id))
                            .map(Sale::till);
        }));
    }

    private Optional<String> shiftsTill(Call call) {
        return named(call, "shift", ShiftId::parse)
                .flatMap(id -> journal.read(view -> shifts.find(view, id)))
                .map(Shift::till);
    }

    /// The caller's own till, if that is one of several.
    private Optional<String> terminalsTill(Call call) {
        List<String> using = terminals.entrySet()
                .stream()
                .filter(entry -> entry.getValue().equals(call.pathParameters().get("terminal")))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
        return using.stream()
                .filter(till -> call.caller() instanceof Caller.Person person
                        && person.session().till().equals(till))
                .findFirst()
                .or(() -> using.stream().findFirst());
    }

    private Optional<Refund> openRefund(View view, RefundId id) {
        return shop.refunds().find(view, id).filter(refund -> !refund.state().ended());
    }

    private Optional<Sale> openSale(View view, SaleId id) {
        return shop.sales().find(view, id).filter(sale -> !sale.state().ended());
    }

    /// One that is no id is the route's to refuse.
    private static <T> Optional<T> named(Call call, String parameter, Function<String, T> parse) {
        String text = call.pathParameters().get(parameter);
        try {
            return Optional.ofNullable(text).map(parse);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
