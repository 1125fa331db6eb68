package io.tillpost.edge.cart;

import static io.tillpost.edge.cart.SaleWorld.ANNA;
import static io.tillpost.edge.cart.SaleWorld.TILL;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tillpost.edge.sale.Refund;
import io.tillpost.edge.sale.RefundState;
import io.tillpost.edge.sale.RefundWish;
import io.tillpost.edge.sale.Refunds;
import io.tillpost.edge.sale.Sale;
import io.tillpost.edge.sale.SaleState;
import io.tillpost.protocol.event.RefundCompleted;
import io.tillpost.protocol.event.SaleCompleted;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A store is set to prices with tax, or without, after it has sold.
class PricesChangedTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatWasPaidGoesBackWhateverTheStoreIsSetToSince(boolean included) {
        Sale sale;
        try (var before = new SaleWorld(folder, 1, included).opened()) {
            Sale open = before.sale("2", "1");
            sale = before.cash(open, open.total().minor());
        }
        try (var after = new SaleWorld(folder, 1, !included)) {
            var wanted = new Refunds.Wanted(sale.sale(),
                    List.of(new RefundWish(1, 1000), new RefundWish(2, 1000)), TILL, "broken");
            Refund begun = after.done(unit -> after.refunds.begin(unit, wanted, ANNA));
            assertEquals(sale.total(), begun.total());
            assertEquals(sale.taxes(), begun.taxes());
            Refund back = after.done(unit -> after.refunds.payCash(unit, begun.refund(), ANNA));
            assertEquals(RefundState.COMPLETED, back.state());
            assertEquals(included, after.events(RefundCompleted.class).getFirst().pricesIncludeTax());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aSaleThatIsOpenMeanwhileIsCompletedAsItWasRungUp(boolean included) {
        Sale open;
        try (var before = new SaleWorld(folder, 1, included).opened()) {
            open = before.sale("2");
        }
        try (var after = new SaleWorld(folder, 1, !included)) {
            assertEquals(SaleState.COMPLETED, after.cash(open, open.total().minor()).state());
            assertEquals(included, after.events(SaleCompleted.class).getFirst().pricesIncludeTax());
        }
    }
}
