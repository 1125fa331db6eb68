package io.tillpost.edge.till;

import io.tillpost.edge.operator.Permission;
import io.tillpost.edge.receipt.MerchantCopyView;
import io.tillpost.edge.receipt.Receipts;
import io.tillpost.edge.shift.Cause;
import io.tillpost.edge.till.Route.Work;
import io.tillpost.protocol.event.AttemptId;
import java.util.List;

/// The copies for the merchant of payments by signature.
final class MerchantCopyRoutes implements Routes {
    private final Receipts receipts;
    private final Printing printing;

    MerchantCopyRoutes(Receipts receipts) {
        this.receipts = receipts;
        this.printing = new Printing(receipts);
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.query("/v1/attempts/{attempt}/merchant-copy", call -> Answer.ok(copy(call))),
                Route.command("/v1/attempts/{attempt}/merchant-copy/print", this::print)
                        .needing(Permission.REPRINT));
    }

    private Work print(Call call) {
        MerchantCopyView copy = copy(call);
        String till = call.caller() instanceof Caller.Person person
                ? person.session().till()
                : copy.till();
        Cause cause = Lookup.cause(copy.operator(), call);
        return printing.work(call, till,
                () -> receipts.printMerchantCopyAgain(copy.attempt(), till, cause));
    }

    private MerchantCopyView copy(Call call) {
        AttemptId id = Lookup.id(call, "attempt", AttemptId::parse);
        return Lookup.found(receipts.merchantCopy(id), "payment by signature", id);
    }
}
