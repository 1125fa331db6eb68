package io.tillpost.central.ingest.sql;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tillpost.central.database.Sql;
import io.tillpost.central.database.Sql.Column;
import io.tillpost.central.database.Transaction;
import io.tillpost.central.ingest.ChainedRow;
import io.tillpost.central.ingest.EventContent;
import io.tillpost.central.ingest.JournalState;
import io.tillpost.central.ingest.Journals;
import io.tillpost.central.ingest.Quarantined;
import io.tillpost.central.ingest.Runs;
import io.tillpost.central.ingest.sql.Sealed.Content;
import io.tillpost.protocol.journal.Hash;
import io.tillpost.protocol.journal.JournalKey;
import io.tillpost.protocol.journal.JournalRow;
import io.tillpost.protocol.journal.Lane;
import io.tillpost.protocol.journal.Parent;
import io.tillpost.protocol.json.Json;
import io.tillpost.protocol.seal.KeyedVault;
import io.tillpost.protocol.seal.Vault;
import io.tillpost.protocol.sync.Hello;
import io.tillpost.protocol.sync.LaneHead;
import io.tillpost.protocol.sync.Presence;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// [Journals] in PostgreSQL.
public final class SqlJournals implements Journals {
    private static final String SELECT = """
            select journal, store, agent, lane, epoch, head_seq, head_hash, fenced from journal where tenant = ? and\s""";

    /// Of a row `p` of `agent_presence`: when it said where its journal ended, once that row is here.
    private static final String HEARD_TO = """
            case when exists (select 1 from journal j where j.tenant = p.tenant and j.journal = p.said_journal
                                                        and j.head_seq >= p.said_seq)
                 then p.said_at else p.heard_to end""";

    private final Vault vault;

    /// @param vault seals what events say
    public SqlJournals(Vault vault) {
        this.vault = vault;
    }

    @Override
    public Optional<JournalState> locked(Transaction transaction, String tenant, UUID journal) {
        return Sql.maybe(transaction, SELECT + "journal = ? for update", SqlJournals::journal, tenant,
                journal);
    }

    @Override
    public Optional<JournalState> newest(Transaction transaction, String tenant, String agent, Lane lane) {
        return Sql.maybe(transaction,
                SELECT + "agent = ? and lane = ? order by epoch desc limit 1 for update",
                SqlJournals::journal, tenant, agent, lane.wireName());
    }

    private static JournalState journal(ResultSet row) throws SQLException {
        return new JournalState(
                new JournalKey(Lane.of(row.getString("lane")), row.getObject("journal", UUID.class),
                        row.getLong("epoch")),
                row.getString("store"), row.getString("agent"), row.getLong("head_seq"),
                Hash.of(row.getBytes("head_hash")), row.getBoolean("fenced"));
    }

    @Override
    public Optional<Hash> hashAt(Transaction transaction, String tenant, UUID journal, long seq) {
        return Sql.maybe(transaction,
                "select hash from journal_position where tenant = ? and journal = ? and seq = ?",
                row -> Hash.of(row.getBytes(1)), tenant, journal, seq);
    }

    @Override
    public void open(Transaction transaction, String tenant, JournalState journal, @Nullable Parent parent,
            Instant at) {
        JournalKey key = journal.key();
        Sql.run(transaction, """
                insert into journal (tenant, journal, store, agent, lane, epoch, parent_journal, parent_seq,
                    parent_hash, head_seq, head_hash, welcomed_at)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""", tenant, key.journalId(), journal.store(),
                journal.agent(), key.lane().wireName(), key.epoch(),
                parent == null ? null : parent.journalId(), parent == null ? null : parent.seq(),
                parent == null ? null : parent.hash().toBytes(), journal.headSeq(),
                journal.headHash().toBytes(), at);
        Sql.run(transaction, """
                update journal set fenced = true
                 where tenant = ? and agent = ? and lane = ? and epoch < ? and not fenced""", tenant,
                journal.agent(), key.lane().wireName(), key.epoch());
    }

    @Override
    public Map<UUID, Hash> keep(Transaction transaction, String tenant, JournalState journal,
            List<ChainedRow> rows, Instant receivedAt, Instant committedAt) {
        Map<UUID, ChainedRow> distinct = new LinkedHashMap<>();
        rows.forEach(row -> distinct.putIfAbsent(row.row().eventId(), row));
        Collection<ChainedRow> events = distinct.values();
        List<byte[]> sealed = events.stream()
                .map(row -> content(row).seal(vault, Sealed.ofEvent(tenant, row.row().eventId())))
                .toList();
        // One statement: no row of contents or places without its event, which takes no foreign key to prove. It names the new
        // events only if some are not.
        Optional<Set<UUID>> kept = Sql.one(transaction,
                """
                        with kept as (
                            insert into event (tenant, event, digest) select ?, e.* from unnest(?, ?) as e
                            on conflict (tenant, event) do nothing returning event),
                        content as (
                            insert into event_content (tenant, event, store, type, version, metadata, body, body_key,
                                received_at, committed_at)
                            select ?, e.event, ?, e.type, e.version, '', e.body, e.key, ?, ?
                              from unnest(?, ?, ?, ?, ?) as e (event, type, version, body, key) join kept using (event)),
                        place as (
                            insert into journal_position (tenant, journal, seq, event, hash)
                            select ?, ?, p.* from unnest(?, ?, ?) as p)
                        select case when count(*) < ? then coalesce(array_agg(event::text), '{}') end from kept""",
                Sql::ids, tenant, ids(events),
                column("bytea", events, row -> row.digest().toBytes()), tenant, journal.store(), receivedAt,
                committedAt, ids(events), column("text", events, row -> Sql.text(row.row().type())),
                column("int4", events, row -> row.row().version()), Column.of("bytea", sealed),
                Column.of("int4", sealed.stream().map(KeyedVault::keyOf).toList()), tenant,
                journal.key().journalId(), column("int8", rows, row -> row.row().seq()), ids(rows),
                column("bytea", rows, row -> row.hash().toBytes()), events.size());
        return kept.isEmpty() ? Map.of() : known(transaction, tenant, events, kept.get());
    }

    private static Map<UUID, Hash> known(Transaction transaction, String tenant,
            Collection<ChainedRow> events, Collection<UUID> kept) {
        var known = new HashMap<UUID, Hash>();
        Sql.all(transaction, "select event, digest from event where tenant = ? and event = any(?)",
                row -> known.put(row.getObject(1, UUID.class), Hash.of(row.getBytes(2))), tenant,
                ids(events));
        kept.forEach(known::remove);
        return known;
    }

    private static Content content(ChainedRow row) {
        return new Content(row.row().metadata(), row.row().body());
    }

    @Override
    public Optional<EventContent> content(Transaction transaction, String tenant, UUID event) {
        return Sql.maybe(transaction,
                "select event, metadata, body, body_key from event_content where tenant = ? and event = ?",
                row -> {
                    Content content = row.getObject("body_key") == null
                            ? new Content(row.getBytes("metadata"), row.getBytes("body"))
                            : Sealed.open(vault, row.getBytes("body"), Sealed.ofEvent(tenant, event));
                    return new EventContent(content.metadata(), content.body());
                }, tenant, event);
    }

    @Override
    public void advance(Transaction transaction, String tenant, UUID journal, ChainedRow last) {
        Sql.run(transaction,
                "update journal set head_seq = ?, head_hash = ? where tenant = ? and journal = ?",
                last.row().seq(), last.hash().toBytes(), tenant, journal);
    }

    @Override
    public void quarantine(Transaction transaction, String tenant, JournalState journal,
            List<Quarantined> rows, Instant since) {
        for (Quarantined set : rows) {
            JournalRow row = set.row().row();
            byte[] sealed = set.keepBytes()
                    ? content(set.row()).seal(vault,
                            Sealed.ofQuarantine(tenant, journal.key().journalId(), row.seq()))
                    : null;
            Sql.run(transaction,
                    """
                            insert into quarantine (tenant, journal, seq, event, store, sale, business_date, reason, detail,
                                type, version, body, body_key, since)
                            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
                    tenant, journal.key().journalId(), row.seq(), row.eventId(), journal.store(), set.sale(),
                    set.businessDate(), set.reason().wireName(), Sql.text(set.detail()),
                    sealed == null ? null : Sql.text(row.type()), sealed == null ? null : row.version(),
                    sealed,
                    sealed == null ? null : KeyedVault.keyOf(sealed), since);
        }
    }

    @Override
    public long held(Transaction transaction, String tenant, String store, LocalDate businessDate) {
        return Sql.one(transaction, """
                select count(*) from quarantine where tenant = ? and store = ? and state = 'open'
                   and (business_date = ? or business_date is null)""", row -> row.getLong(1), tenant, store,
                businessDate);
    }

    @Override
    public Set<UUID> heldSales(Transaction transaction, String tenant, String store,
            Collection<UUID> sales) {
        return new HashSet<>(Sql.all(transaction, """
                select distinct sale from quarantine
                 where tenant = ? and store = ? and sale = any(?) and state = 'open'""",
                row -> row.getObject(1, UUID.class), tenant, store, Column.of("uuid", sales)));
    }

    @Override
    public Runs.Hello heard(Transaction transaction, String tenant, Hello hello, Instant at) {
        Sql.run(transaction, """
                insert into agent_presence (tenant, agent, nonce, online, since) values (?, ?, ?, true, ?)
                on conflict (tenant, agent) do nothing""", tenant, hello.agent(), hello.nonce(), at);
        Runs runs = Sql.one(transaction,
                "select runs from agent_presence where tenant = ? and agent = ? for update",
                row -> Json.read(row.getString(1).getBytes(UTF_8), Runs.class), tenant, hello.agent());
        Runs.Hello heard = runs.hears(hello.bootId(), hello.sentAt());
        if (heard != Runs.Hello.LATE) {
            Sql.run(transaction,
                    """
                            update agent_presence p set boot = ?, nonce = hello.nonce, last_hello = ?, runs = ?::jsonb,
                                online = case when p.nonce = hello.nonce then p.online
                                         else p.gone is distinct from hello.nonce end
                              from (select ?::uuid as nonce) hello
                             where tenant = ? and agent = ?""",
                    hello.bootId(), at,
                    new String(Json.write(runs.then(hello.bootId(), hello.sentAt())), UTF_8), hello.nonce(),
                    tenant, hello.agent());
        }
        return heard;
    }

    @Override
    public void said(Transaction transaction, String tenant, String agent, LaneHead head, Instant at) {
        Sql.run(transaction, """
                update agent_presence p set said_journal = ?, said_seq = ?, said_at = ?, heard_to =\s"""
                + HEARD_TO + " where tenant = ? and agent = ?", head.journal().journalId(),
                head.lastSeq(), at, tenant, agent);
    }

    @Override
    public SortedMap<String, Optional<Instant>> heardTo(Transaction transaction, String tenant,
            Collection<String> agents) {
        var heardTo = new TreeMap<String, Optional<Instant>>();
        Sql.all(transaction, "select agent, " + HEARD_TO
                + " as heard_to from agent_presence p where tenant = ? and agent = any(?)",
                row -> heardTo.put(row.getString("agent"),
                        Optional.ofNullable(Sql.maybeInstant(row, "heard_to"))),
                tenant, Column.of("text", agents));
        return heardTo;
    }

    @Override
    public void seen(Transaction transaction, String tenant, Presence presence) {
        Sql.run(transaction, """
                insert into agent_presence as p (tenant, agent, nonce, online, since) values (?, ?, ?, ?, ?)
                on conflict (tenant, agent) do update set
                    online = case when p.nonce = excluded.nonce then excluded.online else p.online end,
                    since = case when p.nonce = excluded.nonce then excluded.since else p.since end,
                    gone = case when p.nonce = excluded.nonce then p.gone else excluded.nonce end
                 where p.nonce = excluded.nonce or not excluded.online""", tenant, presence.agent(),
                presence.nonce(), presence.online(), presence.since());
    }

    private static Column ids(Collection<ChainedRow> rows) {
        return column("uuid", rows, row -> row.row().eventId());
    }

    private static Column column(String type, Collection<ChainedRow> rows,
            Function<ChainedRow, Object> part) {
        return Column.of(type, rows.stream().map(part).toList());
    }
}
