package io.tillpost.central.store.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tillpost.central.database.TestDatabase;
import io.tillpost.central.store.CardContract;
import io.tillpost.central.store.CardContracts;
import io.tillpost.central.store.Store;
import io.tillpost.central.store.Stores.Saved;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class SqlStoresTest {
    private static final TestDatabase TEST = TestDatabase.create();
    private static final LocalDate SPRING = LocalDate.parse("2026-03-01");
    private static final LocalDate SUMMER = LocalDate.parse("2026-06-01");

    private final SqlStores stores = new SqlStores();
    private final String tenant = "t-" + UUID.randomUUID().toString().substring(0, 8);

    @AfterAll
    static void close() {
        TEST.close();
    }

    @Test
    void aStoreIsReadAsItWasSaved() {
        Store store = store(tenant, tenant + "-a", List.of(contract("nordpay", "M1", SPRING)));
        assertInstanceOf(Saved.Created.class, save(store));
        assertEquals(Optional.of(store),
                TEST.database().inTransaction(tx -> stores.find(tx, tenant, store.store())));
        assertEquals(Optional.of(store),
                TEST.database().inTransaction(tx -> stores.named(tx, store.store())));
        assertInstanceOf(Saved.Replaced.class, save(store));
    }

    @Test
    void aNameOfAnotherTenantIsTaken() {
        save(store(tenant, tenant + "-a", List.of()));
        var refused = assertInstanceOf(Saved.Refused.class,
                save(store("other-" + tenant, tenant + "-a", List.of())));
        assertEquals("store-name-taken", refused.code());
    }

    @Test
    void anAgentSpeaksForOneStore() {
        save(store(tenant, tenant + "-a", List.of()));
        var thief = new Store(tenant, tenant + "-b", "acme", "B", ZoneId.of("UTC"),
                Currency.getInstance("EUR"), List.of(tenant + "-a-box"), List.of());
        assertEquals("agent-taken", assertInstanceOf(Saved.Refused.class, save(thief)).code());
    }

    @Test
    void aMerchantIdHasOneAcquirerOnEachDate() {
        save(store(tenant, tenant + "-a", List.of(contract("nordpay", "M1", SPRING))));
        var refused = save(store(tenant, tenant + "-b", List.of(contract("suedpay", "M1", SPRING))));
        assertEquals("contract-contradiction", assertInstanceOf(Saved.Refused.class, refused).code());
        assertInstanceOf(Saved.Created.class,
                save(store(tenant, tenant + "-b", List.of(contract("suedpay", "M1", SUMMER)))));
    }

    @Test
    void aStoreMayCorrectItsOwnContract() {
        save(store(tenant, tenant + "-a", List.of(contract("nordpay", "M1", SPRING))));
        assertInstanceOf(Saved.Replaced.class,
                save(store(tenant, tenant + "-a", List.of(contract("suedpay", "M1", SPRING)))));
        assertEquals(Optional.of("suedpay"), contracts("M1").acquirer("M1", SUMMER));
    }

    @Test
    void theAcquirerIsTheOneOfTheDate() {
        save(store(tenant, tenant + "-a",
                List.of(contract("nordpay", "M1", SPRING), contract("suedpay", "M1", SUMMER))));
        CardContracts contracts = contracts("M1");
        assertEquals(Optional.empty(), contracts.acquirer("M1", SPRING.minusDays(1)));
        assertEquals(Optional.of("nordpay"), contracts.acquirer("M1", SPRING));
        assertEquals(Optional.of("nordpay"), contracts.acquirer("M1", SUMMER.minusDays(1)));
        assertEquals(Optional.of("suedpay"), contracts.acquirer("M1", SUMMER));
        assertEquals(Optional.empty(), contracts.acquirer("M2", SUMMER));
    }

    @Test
    void whoMayChangeOneStoreMovesNoMerchantIdOfAnother() {
        save(store(tenant, tenant + "-a", List.of(contract("nordpay", "M1", SPRING))));
        String own = tenant + "-b";
        var later = store(tenant, own, List.of(contract("evil", "M1", SUMMER)));
        var earlier = store(tenant, own, List.of(contract("evil", "M1", SPRING.minusDays(1))));
        for (Store moving : List.of(later, earlier)) {
            var refused = assertInstanceOf(Saved.Refused.class, save(moving, Set.of(own)));
            assertEquals("merchant-id-of-other-stores", refused.code());
        }
        assertEquals(Optional.of("nordpay"), contracts("M1").acquirer("M1", SUMMER));
        var sharing = store(tenant, own,
                List.of(contract("nordpay", "M1", SUMMER), contract("suedpay", "M2", SUMMER)));
        assertInstanceOf(Saved.Created.class, save(sharing, Set.of(own)));
        assertInstanceOf(Saved.Replaced.class, save(later, Set.of(own, tenant + "-a")));
    }

    @Test
    void whoMayChangeOneStoreTakesNoContractAwayThatCountsForAnother() {
        save(store(tenant, tenant + "-a", List.of(contract("nordpay", "M1", SPRING))));
        String own = tenant + "-b";
        save(store(tenant, own, List.of(contract("suedpay", "M1", SUMMER))));
        var without = store(tenant, own, List.of());
        assertEquals("merchant-id-of-other-stores",
                assertInstanceOf(Saved.Refused.class, save(without, Set.of(own))).code());
        assertInstanceOf(Saved.Replaced.class, save(without));
        assertEquals(Optional.of("nordpay"), contracts("M1").acquirer("M1", SUMMER));
    }

    @Test
    void aStoreDoesNotContradictItself() {
        assertThrows(IllegalArgumentException.class, () -> store(tenant, tenant + "-a",
                List.of(contract("nordpay", "M1", SPRING), new CardContract("suedpay", "M1", "T2",
                        List.of(), SPRING))));
        assertThrows(IllegalArgumentException.class, () -> store(tenant, tenant + "-a",
                List.of(contract("nordpay", "M1", SPRING), contract("nordpay", "M1", SPRING))));
        assertThrows(IllegalArgumentException.class,
                () -> new Store(tenant, tenant + "-a", "acme", "A", ZoneId.of("UTC"),
                        Currency.getInstance("EUR"), List.of("box", "box"), List.of()));
    }

    @Test
    void aListShowsOnlyWhatMayBeSeen() {
        for (String name : List.of("-b", "-a", "-c")) {
            save(store(tenant, tenant + name, List.of()));
        }
        assertEquals(List.of(tenant + "-a", tenant + "-b", tenant + "-c"), names(null, "", 10));
        assertEquals(List.of(tenant + "-b"), names(null, tenant + "-a", 1));
        assertEquals(List.of(tenant + "-c"), names(Set.of(tenant + "-c"), "", 10));
        assertEquals(List.of(), names(Set.of(), "", 10));
    }

    @Test
    void aMerchantIdThatCannotStandInAnAccountIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> contract("nordpay", "M 1", SPRING));
        assertThrows(IllegalArgumentException.class, () -> contract("Nord Pay", "M1", SPRING));
    }

    private List<String> names(@Nullable Set<String> shown, String after,
            int limit) {
        return TEST.database()
                .inTransaction(tx -> stores.list(tx, tenant, shown, after, limit))
                .stream()
                .map(Store::store)
                .toList();
    }

    private CardContracts contracts(String merchantId) {
        return TEST.database().inTransaction(tx -> stores.contracts(tx, tenant, List.of(merchantId)));
    }

    private Saved save(Store store) {
        return save(store, null);
    }

    /// @param own as a caller has it who is narrowed to these stores
    private Saved save(Store store, @Nullable Set<String> own) {
        return TEST.database().inTransaction(tx -> stores.save(tx, store, own));
    }

    private static Store store(String tenant, String name, List<CardContract> contracts) {
        return new Store(tenant, name, "acme", "A store", ZoneId.of("Europe/Berlin"),
                Currency.getInstance("EUR"), List.of(name + "-box"), contracts);
    }

    private static CardContract contract(String acquirer, String merchantId, LocalDate from) {
        return new CardContract(acquirer, merchantId, "T1", List.of("girocard", "Mastercard"), from);
    }
}
