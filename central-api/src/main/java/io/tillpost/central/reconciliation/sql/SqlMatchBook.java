package io.tillpost.central.reconciliation.sql;

import io.tillpost.central.database.Sql;
import io.tillpost.central.database.Sql.Column;
import io.tillpost.central.database.Transaction;
import io.tillpost.central.ledger.AccountName;
import io.tillpost.central.reconciliation.MatchBook;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// [MatchBook] in PostgreSQL.
public final class SqlMatchBook implements MatchBook {
    private static final UUID BEFORE_ALL = new UUID(0, 0);
    private static final String RESERVATIONS = """
            select r.theirs, r.ours, e.account from reservation r join match_event e using (tenant, event)
             where r.tenant = ? and\s""";

    private static final String SILENT = """
            p.payout_date < ? and p.net_minor <> 0
              and exists (select from bank_account b where b.tenant = p.tenant
                  and b.legal_entity = p.legal_entity and b.currency = p.currency)
              and not exists (select from reservation r where r.tenant = p.tenant and r.ours = p.payout)
              and not exists (select from discrepancy d where d.tenant = p.tenant and d.payout = p.payout
                  and (d.bank_line is not null or d.subject = d.payout) and d.state <> 'explained')""";

    @Override
    public void lock(Transaction transaction, String tenant) {
        Sql.lock(transaction, "reconciliation " + tenant);
    }

    @Override
    public void lockStore(Transaction transaction, String tenant, String store) {
        Sql.lock(transaction, "reconciliation " + tenant + " " + store);
    }

    @Override
    public Map<UUID, Reservation> byTheirs(Transaction transaction, String tenant, Collection<UUID> theirs) {
        return reservations(transaction, "r.theirs = any(?)", tenant, theirs, Reservation::theirs);
    }

    @Override
    public Map<UUID, Reservation> byOurs(Transaction transaction, String tenant, Collection<UUID> ours) {
        return reservations(transaction, "r.ours = any(?)", tenant, ours, Reservation::ours);
    }

    private static Map<UUID, Reservation> reservations(Transaction transaction, String condition,
            String tenant,
            Collection<UUID> items, Function<Reservation, UUID> key) {
        return Sql.all(transaction, RESERVATIONS + condition,
                row -> new Reservation(row.getObject("theirs", UUID.class), row.getObject("ours", UUID.class),
                        new AccountName(row.getString("account"))),
                tenant, Column.of("uuid", items))
                .stream()
                .collect(Collectors.toMap(key, Function.identity()));
    }

    @Override
    public List<UUID> namedInVain(Transaction transaction, String tenant) {
        return Sql.all(transaction, """
                select r.theirs from discrepancy d
                  join reservation r on r.tenant = d.tenant and r.theirs = d.settlement_line
                  join match_event e on e.tenant = r.tenant and e.event = r.event and e.rule = ?
                  join payment p on p.tenant = r.tenant and p.attempt = r.ours and p.state <> 'attested_moved'
                 where d.tenant = ? and d.state = 'resolved' and d.class = 'unconfirmed-attestation'
                   and d.settlement_line is not null order by r.theirs""",
                row -> row.getObject("theirs", UUID.class), NAMED, tenant);
    }

    @Override
    public Map<UUID, Integer> eventCounts(Transaction transaction, String tenant, Collection<UUID> theirs) {
        return Sql.all(transaction, """
                select theirs, count(*) as events from match_event where tenant = ? and theirs = any(?)
                 group by theirs""",
                row -> Map.entry(row.getObject("theirs", UUID.class), row.getInt("events")), tenant,
                Column.of("uuid", theirs))
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    @Override
    public List<UUID> payouts(Transaction transaction, String tenant, @Nullable Boolean paid,
            @Nullable UUID after,
            int limit) {
        return Sql.all(transaction,
                """
                        select p.payout from payout p left join reservation r on r.tenant = p.tenant and r.ours = p.payout
                         where p.tenant = ? and p.payout > ?
                           and (?::boolean is null or (r.theirs is not null) = ?::boolean)
                         order by p.payout limit ?""",
                row -> row.getObject("payout", UUID.class), tenant,
                after == null ? BEFORE_ALL : after, paid, paid, limit);
    }

    @Override
    public Optional<LocalDate> firstSilent(Transaction transaction, String tenant, LocalDate from,
            LocalDate before) {
        return Sql.maybe(transaction, """
                select p.payout_date from payout p where p.tenant = ? and p.payout_date >= ? and\s""" + SILENT
                + " order by p.payout_date limit 1", row -> row.getObject(1, LocalDate.class), tenant, from,
                before);
    }

    @Override
    public List<String> withSilent(Transaction transaction, LocalDate before) {
        return Sql.all(transaction, "select distinct p.tenant from payout p where " + SILENT,
                row -> row.getString(1), before);
    }

    @Override
    public void append(Transaction transaction, String tenant, List<Event> events) {
        if (events.isEmpty()) {
            return;
        }
        Sql.run(transaction,
                """
                        insert into match_event (tenant, event, ordinal, theirs, ours, stage, action, account, rule, at)
                        select ?, e.* from unnest(?, ?, ?, ?, ?, ?, ?, ?, ?) as e""",
                tenant,
                column("uuid", events, Event::id), column("int4", events, Event::ordinal),
                column("uuid", events, Event::theirs), column("uuid", events, Event::ours),
                column("text", events, event -> event.stage().name().toLowerCase(Locale.ROOT)),
                column("text", events, event -> event.action().name().toLowerCase(Locale.ROOT)),
                column("text", events, event -> event.account().value()), column("text", events, Event::rule),
                column("timestamptz", events, Event::at));
        var superseded = events.stream().filter(event -> event.action() == Action.SUPERSEDE).toList();
        Sql.run(transaction, "delete from reservation where tenant = ? and theirs = any(?)", tenant,
                column("uuid", superseded, Event::theirs));
        var matched = events.stream().filter(event -> event.action() == Action.MATCH).toList();
        Sql.run(transaction, """
                insert into reservation (tenant, theirs, ours, stage, event)
                select ?, e.* from unnest(?, ?, ?, ?) as e""", tenant, column("uuid", matched, Event::theirs),
                column("uuid", matched, Event::ours),
                column("text", matched, event -> event.stage().name().toLowerCase(Locale.ROOT)),
                column("uuid", matched, Event::id));
    }

    private static Column column(String type, List<Event> events, Function<Event, Object> part) {
        return Column.of(type, events.stream().map(part).toList());
    }
}
