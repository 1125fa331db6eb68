package io.tillpost.central.store.sql;

import io.tillpost.central.database.Sql;
import io.tillpost.central.database.Sql.Column;
import io.tillpost.central.database.Tenancy;
import io.tillpost.central.database.Transaction;
import io.tillpost.central.store.CardContract;
import io.tillpost.central.store.CardContracts;
import io.tillpost.central.store.Store;
import io.tillpost.central.store.Stores;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Collection;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// [Stores] in PostgreSQL.
public final class SqlStores implements Stores {
    private static final String SELECT = "select tenant, store, legal_entity, title, zone, currency from store ";

    @Override
    public Optional<Store> findToChange(Transaction transaction, String tenant, String store) {
        lock(transaction);
        return find(transaction, tenant, store);
    }

    /// Saving stores is rare: one at a time, so that what is asked before still holds when it is written.
    private static void lock(Transaction transaction) {
        Sql.run(transaction, "lock table store, store_agent, merchant_contract in share row exclusive mode");
    }

    @Override
    public Saved save(Transaction transaction, Store store, @Nullable Collection<String> own) {
        lock(transaction);
        var refused = refusal(transaction, store, own);
        if (refused.isPresent()) {
            return refused.get();
        }
        // From here on it must succeed: what can be contradicted was asked before.
        boolean created = Sql.one(transaction, """
                insert into store (tenant, store, legal_entity, title, zone, currency)
                values (?, ?, ?, ?, ?, ?)
                on conflict (tenant, store) do update set legal_entity = excluded.legal_entity,
                    title = excluded.title, zone = excluded.zone, currency = excluded.currency
                returning xmax = 0""", row -> row.getBoolean(1), store.tenant(), store.store(),
                store.legalEntity(), store.title(), store.zone().getId(), store.currency().getCurrencyCode());
        replaceAgents(transaction, store);
        MerchantTerms.replace(transaction, store);
        return created ? new Saved.Created() : new Saved.Replaced();
    }

    private static Optional<Saved.Refused> refusal(Transaction transaction, Store store,
            @Nullable Collection<String> own) {
        // Both names are unique in the installation.
        boolean takenName = Tenancy.acrossTenants(transaction,
                () -> Sql.maybe(transaction, "select 1 from store where store = ? and tenant <> ?",
                        row -> true,
                        store.store(), store.tenant()).isPresent());
        if (takenName) {
            return Optional.of(new Saved.Refused("store-name-taken", "store name '" + store.store()
                    + "' is taken, expected one that is unique in this installation"));
        }
        var foreignAgent = Tenancy.acrossTenants(transaction, () -> Sql.all(transaction,
                "select agent from store_agent where agent = any(?) and (tenant, store) <> (?, ?)",
                row -> row.getString(1), Column.of("text", store.agents()), store.tenant(), store.store()));
        if (!foreignAgent.isEmpty()) {
            return Optional.of(new Saved.Refused("agent-taken",
                    "agent '" + foreignAgent.getFirst() + "' already speaks for another store"));
        }
        return otherBooks(transaction, store).or(() -> MerchantTerms.refusal(transaction, store, own));
    }

    /// What a store has posted names its legal entity, and its amounts their currency, for good, and what its box still has
    /// does so, too. What head office has set by mistake, and nothing was posted with, can be mended.
    private static Optional<Saved.Refused> otherBooks(Transaction transaction, Store store) {
        boolean changes = Sql.maybe(transaction, """
                select 1 from store where tenant = ? and store = ? and (legal_entity, currency) <> (?, ?)""",
                row -> true, store.tenant(), store.store(), store.legalEntity(),
                store.currency().getCurrencyCode()).isPresent();
        if (!changes) {
            return Optional.empty();
        }
        return Sql.maybe(transaction, """
                select e.legal_entity, a.currency
                  from entry e
                  join entry_line l using (tenant, entry)
                  join account a using (tenant, account)
                 where e.tenant = ? and e.store = ? and (e.legal_entity, a.currency) <> (?, ?) limit 1""",
                row -> new Saved.Refused("store-has-entries", "store '" + store.store()
                        + "' has entries of legal entity '" + row.getString(1) + "' in " + row.getString(2)
                        + ", which cannot change; another one is a new store"),
                store.tenant(), store.store(), store.legalEntity(), store.currency().getCurrencyCode());
    }

    private static void replaceAgents(Transaction transaction, Store store) {
        Sql.run(transaction, "delete from store_agent where tenant = ? and store = ?", store.tenant(),
                store.store());
        Sql.run(transaction,
                "insert into store_agent (tenant, store, agent) select ?, ?, agent from unnest(?) as a (agent)",
                store.tenant(), store.store(), Column.of("text", store.agents()));
    }

    @Override
    public Optional<Store> find(Transaction transaction, String tenant, String store) {
        return Sql.maybe(transaction, SELECT + "where tenant = ? and store = ?",
                row -> read(transaction, row), tenant, store);
    }

    @Override
    public Optional<Store> named(Transaction transaction, String store) {
        return Sql.maybe(transaction, SELECT + "where store = ?", row -> read(transaction, row), store);
    }

    @Override
    public List<Store> list(Transaction transaction, String tenant, @Nullable Collection<String> shown,
            String after, int limit) {
        Column stores = shown == null ? null : Column.of("text", shown);
        return Sql.all(transaction, SELECT + """
                where tenant = ? and store collate "C" > ? and (?::text[] is null or store = any(?::text[]))
                 order by store collate "C" limit ?""", row -> read(transaction, row), tenant, after, stores,
                stores, limit);
    }

    private static Store read(Transaction transaction, ResultSet row) throws SQLException {
        String tenant = row.getString("tenant");
        String store = row.getString("store");
        List<String> agents = Sql.all(transaction,
                "select agent from store_agent where tenant = ? and store = ? order by agent",
                agent -> agent.getString(1), tenant, store);
        List<CardContract> contracts = Sql.all(transaction, """
                select m.acquirer, c.merchant_id, c.terminal_id, c.card_names, c.valid_from
                  from card_contract c join merchant_contract m using (tenant, merchant_id, valid_from)
                 where c.tenant = ? and c.store = ? order by c.valid_from, c.merchant_id, c.terminal_id""",
                SqlStores::contract, tenant, store);
        return new Store(tenant, store, row.getString("legal_entity"), row.getString("title"),
                ZoneId.of(row.getString("zone")), Currency.getInstance(row.getString("currency")), agents,
                contracts);
    }

    private static CardContract contract(ResultSet row) throws SQLException {
        return new CardContract(row.getString("acquirer"), row.getString("merchant_id"),
                row.getString("terminal_id"), List.of((String[]) row.getArray("card_names").getArray()),
                row.getObject("valid_from", LocalDate.class));
    }

    @Override
    public boolean mayRegister(Transaction transaction, String tenant, String store, String agent) {
        return Tenancy.acrossTenants(transaction, () -> Sql.maybe(transaction,
                "select 1 from store_agent where agent = ? and (tenant, store) <> (?, ?)", row -> true, agent,
                tenant, store).isEmpty());
    }

    @Override
    public boolean isRegistered(Transaction transaction, String tenant, String store, String agent) {
        return Sql.maybe(transaction,
                "select 1 from store_agent where agent = ? and tenant = ? and store = ? for share",
                row -> true, agent, tenant, store).isPresent();
    }

    @Override
    public boolean register(Transaction transaction, String tenant, String store, String agent) {
        Sql.run(transaction, """
                insert into store_agent (tenant, store, agent) values (?, ?, ?)
                on conflict do nothing""", tenant, store, agent);
        return isRegistered(transaction, tenant, store, agent);
    }

    @Override
    public boolean hasOf(Transaction transaction, String tenant, String legalEntity) {
        return Sql.maybe(transaction, "select store from store where tenant = ? and legal_entity = ? limit 1",
                _ -> true, tenant, legalEntity).isPresent();
    }

    @Override
    public CardContracts contracts(Transaction transaction, String tenant, Collection<String> merchantIds) {
        return MerchantTerms.of(transaction, tenant, merchantIds);
    }

    @Override
    public List<TerminalTerm> terminals(Transaction transaction, String tenant, String merchantId) {
        return Sql.all(transaction, """
                select terminal_id, valid_from, store from card_contract where tenant = ? and merchant_id = ?
                 order by terminal_id, valid_from, store""",
                row -> new TerminalTerm(row.getString("terminal_id"),
                        row.getObject("valid_from", LocalDate.class), row.getString("store")),
                tenant, merchantId);
    }
}
