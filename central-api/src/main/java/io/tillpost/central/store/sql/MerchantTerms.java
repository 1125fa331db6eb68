package io.tillpost.central.store.sql;

import io.tillpost.central.database.Sql;
import io.tillpost.central.database.Sql.Column;
import io.tillpost.central.database.Transaction;
import io.tillpost.central.store.CardContract;
import io.tillpost.central.store.CardContracts;
import io.tillpost.central.store.CardContracts.Term;
import io.tillpost.central.store.Store;
import io.tillpost.central.store.Stores.Saved;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Which acquirer merchant ids belong to from which date on: one answer for all stores of a tenant, whichever of them has
/// the contract.
final class MerchantTerms {
    private MerchantTerms() {}

    static CardContracts of(Transaction transaction, String tenant, Collection<String> merchantIds) {
        return new CardContracts(Sql.all(transaction, """
                select merchant_id, valid_from, acquirer, legal_entity from merchant_contract
                 where tenant = ? and merchant_id = any(?)""", MerchantTerms::term, tenant,
                // A terminal may state anything, PostgreSQL does not take anything, and no contract has it.
                Column.of("text", merchantIds.stream().filter(CardContract::mayName).toList())));
    }

    /// Why the store cannot have its contracts.
    ///
    /// @param own the stores whose terms may change; absent means all
    static Optional<Saved.Refused> refusal(Transaction transaction, Store store,
            @Nullable Collection<String> own) {
        Optional<Saved.Refused> contradicted = store.cardContracts()
                .stream()
                .flatMap(contract -> contradiction(transaction, store, contract).stream())
                .findFirst();
        return own == null
                ? contradicted
                : contradicted.or(() -> changeBeyond(transaction, store, own));
    }

    /// A merchant id has one acquirer and one legal entity on each date, whichever store asks.
    private static Optional<Saved.Refused> contradiction(Transaction transaction, Store store,
            CardContract contract) {
        return Sql.maybe(transaction, """
                select m.acquirer, m.legal_entity from merchant_contract m
                 where m.tenant = ? and m.merchant_id = ? and m.valid_from = ?
                   and (m.acquirer, m.legal_entity) <> (?, ?)
                   and exists (select 1 from card_contract c where c.tenant = m.tenant
                       and c.merchant_id = m.merchant_id and c.valid_from = m.valid_from and c.store <> ?)""",
                row -> new Saved.Refused("contract-contradiction",
                        "merchant id '" + contract.merchantId() + "' belongs to acquirer '" + row.getString(1)
                                + "' and legal entity '" + row.getString(2) + "' from "
                                + contract.validFrom()),
                store.tenant(), contract.merchantId(), contract.validFrom(), contract.acquirer(),
                store.legalEntity(), store.store());
    }

    /// A later contract counts for all stores with the merchant id, and so does one that goes.
    private static Optional<Saved.Refused> changeBeyond(Transaction transaction, Store store,
            Collection<String> own) {
        List<String> shared = Sql.all(transaction, """
                select distinct merchant_id from card_contract
                 where tenant = ? and store <> all(?)
                   and (merchant_id = any(?)
                     or merchant_id in (select merchant_id from card_contract where tenant = ? and store = ?))
                 order by merchant_id""", row -> row.getString(1), store.tenant(), Column.of("text", own),
                Column.of("text", store.cardContracts().stream().map(CardContract::merchantId).toList()),
                store.tenant(), store.store());
        CardContracts before = of(transaction, store.tenant(), shared);
        CardContracts after = after(transaction, store, shared);
        return shared.stream()
                .filter(merchantId -> !before.agreesOn(merchantId, after))
                .findFirst()
                .map(merchantId -> new Saved.Refused("merchant-id-of-other-stores", "merchant id '"
                        + merchantId
                        + "' is also that of stores which this client may not change, and would have another acquirer or"
                        + " legal entity on some date"));
    }

    /// What counts when the store has its new contracts beside those of all others.
    private static CardContracts after(Transaction transaction, Store store, List<String> merchantIds) {
        List<Term> terms = new ArrayList<>(Sql.all(transaction, """
                select distinct merchant_id, valid_from, m.acquirer, m.legal_entity
                  from merchant_contract m join card_contract c using (tenant, merchant_id, valid_from)
                 where tenant = ? and c.store <> ? and merchant_id = any(?)""", MerchantTerms::term,
                store.tenant(), store.store(), Column.of("text", merchantIds)));
        store.cardContracts().forEach(contract -> terms.add(new Term(contract.merchantId(),
                contract.validFrom(), contract.acquirer(), store.legalEntity())));
        return new CardContracts(terms);
    }

    private static Term term(ResultSet row) throws SQLException {
        return new Term(row.getString("merchant_id"), row.getObject("valid_from", LocalDate.class),
                row.getString("acquirer"), row.getString("legal_entity"));
    }

    /// Puts the store's contracts in the place of those it had.
    static void replace(Transaction transaction, Store store) {
        Sql.run(transaction, "delete from card_contract where tenant = ? and store = ?", store.tenant(),
                store.store());
        Sql.run(transaction,
                """
                        delete from merchant_contract m where tenant = ? and not exists (select 1 from card_contract c
                         where c.tenant = m.tenant and c.merchant_id = m.merchant_id and c.valid_from = m.valid_from)""",
                store.tenant());
        for (CardContract contract : store.cardContracts()) {
            Sql.run(transaction, """
                    insert into merchant_contract (tenant, merchant_id, valid_from, acquirer, legal_entity)
                    values (?, ?, ?, ?, ?) on conflict do nothing""", store.tenant(), contract.merchantId(),
                    contract.validFrom(), contract.acquirer(), store.legalEntity());
            Sql.run(transaction,
                    """
                            insert into card_contract (tenant, store, merchant_id, terminal_id, valid_from, card_names)
                            values (?, ?, ?, ?, ?, ?)""",
                    store.tenant(), store.store(), contract.merchantId(),
                    contract.terminalId(), contract.validFrom(), Column.of("text", contract.cardNames()));
        }
    }
}
