package io.tillpost.central.command.sql;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tillpost.central.command.Commands;
import io.tillpost.central.command.HeldCommand;
import io.tillpost.central.database.Sql;
import io.tillpost.central.database.Transaction;
import io.tillpost.protocol.json.Json;
import io.tillpost.protocol.json.JsonTree;
import io.tillpost.protocol.sync.CommandReport;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// [Commands] in PostgreSQL.
public final class SqlCommands implements Commands {
    private static final String COLUMNS = """
            c.command, c.store, c.agent, c.name, c.arguments, c.result, c.issued_at, c.valid_until, c.asked_by,
            c.traceparent, c.state, c.detail, c.sent_times, c.cancel_asked, c.received_at, c.ended_at
            """;
    private static final String SELECT = "select " + COLUMNS + " from command c where ";

    @Override
    public void add(Transaction transaction, String tenant, HeldCommand command) {
        Sql.run(transaction, """
                insert into command (tenant, command, store, agent, name, arguments, issued_at, valid_until,
                    asked_by, traceparent, state, next_send_at)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""", tenant, command.command(), command.store(),
                command.agent(), command.name(), text(command.arguments()), command.issuedAt(),
                command.validUntil(), command.askedBy(), command.traceparent(), command.state(),
                command.issuedAt());
    }

    @Override
    public void lockStore(Transaction transaction, String tenant, String store) {
        Sql.lock(transaction, "commands of " + tenant + "/" + store);
    }

    @Override
    public Load load(Transaction transaction, String tenant, String store, Instant now, Instant since) {
        return Sql.one(transaction, """
                select (select count(*) from command where tenant = ? and store = ? and ended_at is null
                           and valid_until > ?),
                       (select count(*) from command where tenant = ? and store = ? and issued_at > ?)""",
                row -> new Load(row.getInt(1), row.getInt(2)), tenant, store, now, tenant, store, since);
    }

    @Override
    public Optional<HeldCommand> find(Transaction transaction, String tenant, UUID command) {
        return Sql.maybe(transaction, SELECT + "c.tenant = ? and c.command = ?", SqlCommands::read, tenant,
                command);
    }

    @Override
    public Optional<HeldCommand> locked(Transaction transaction, String tenant, UUID command) {
        return Sql.maybe(transaction, SELECT + "c.tenant = ? and c.command = ? for update",
                SqlCommands::read, tenant, command);
    }

    @Override
    public List<HeldCommand> list(Transaction transaction, String tenant, String store,
            @Nullable String state, @Nullable UUID before, int limit) {
        return Sql.all(transaction, SELECT + """
                c.tenant = ? and c.store = ? and (?::text is null or c.state = ?)
                and (?::uuid is null or c.command < ?) order by c.command desc limit ?""", SqlCommands::read,
                tenant, store, state, state, before, before, limit);
    }

    @Override
    public int pending(Transaction transaction, String tenant, String agent) {
        return Sql.one(transaction,
                "select count(*) from command where tenant = ? and agent = ? and ended_at is null",
                row -> row.getInt(1), tenant, agent);
    }

    @Override
    public List<HeldCommand> toSend(Transaction transaction, String tenant, String agent, int limit) {
        return Sql.all(transaction, SELECT + """
                c.tenant = ? and c.agent = ? and c.ended_at is null order by c.command limit ?
                for update skip locked""", SqlCommands::read, tenant, agent, limit);
    }

    @Override
    public List<HeldCommand> due(Transaction transaction, Instant now, int limit) {
        return Sql.all(transaction, "select " + COLUMNS + """
                from command c join agent_presence p on p.tenant = c.tenant and p.agent = c.agent
                 where c.ended_at is null and c.next_send_at <= ? and p.online
                 order by c.next_send_at, c.command limit ? for update of c skip locked""",
                SqlCommands::read, now, limit);
    }

    @Override
    public void sent(Transaction transaction, String store, UUID command, Instant next) {
        // By the index that begins with the store: of what is due nobody has the tenant, with which the primary key begins.
        Sql.run(transaction, """
                update command set sent_times = sent_times + 1, next_send_at = ?
                 where store = ? and command = ?""", next, store, command);
    }

    @Override
    public void askToCancel(Transaction transaction, String tenant, UUID command, Instant now) {
        Sql.run(transaction,
                "update command set cancel_asked = true, next_send_at = ? where tenant = ? and command = ?",
                now, tenant, command);
    }

    @Override
    public void reported(Transaction transaction, String tenant, CommandReport report, Instant now) {
        boolean ends = report.state().isEnd();
        JsonTree result = report.result();
        Sql.run(transaction, """
                update command set state = ?, result = ?, detail = ?, received_at = coalesce(received_at, ?),
                    ended_at = ?, next_send_at = case when ? then null else next_send_at end
                 where tenant = ? and command = ?""", report.state().wireName(),
                result == null ? null : text(result), Sql.text(report.detail()), now, ends ? now : null, ends,
                tenant, report.command());
    }

    @Override
    public void end(Transaction transaction, String tenant, UUID command, String state, String detail,
            Instant now) {
        Sql.run(transaction, """
                update command set state = ?, detail = ?, ended_at = ?, next_send_at = null
                 where tenant = ? and command = ?""", state, detail, now, tenant, command);
    }

    @Override
    public int expireUnsent(Transaction transaction, Instant now) {
        return Sql.run(transaction, """
                update command set state = 'expired', detail = 'no agent came for it in time', ended_at = ?,
                    next_send_at = null
                 where ended_at is null and sent_times = 0 and valid_until <= ?""", now, now);
    }

    private static String text(JsonTree json) {
        return Sql.text(new String(Json.write(json), UTF_8));
    }

    private static HeldCommand read(ResultSet row) throws SQLException {
        String result = row.getString("result");
        return new HeldCommand(row.getObject("command", UUID.class), row.getString("store"),
                row.getString("agent"), row.getString("name"),
                JsonTree.read(row.getString("arguments").getBytes(UTF_8)), Sql.instant(row, "issued_at"),
                Sql.instant(row, "valid_until"), row.getString("asked_by"), row.getString("traceparent"),
                row.getString("state"), result == null ? null : JsonTree.read(result.getBytes(UTF_8)),
                row.getString("detail"), row.getInt("sent_times"), row.getBoolean("cancel_asked"),
                Sql.maybeInstant(row, "received_at"), Sql.maybeInstant(row, "ended_at"));
    }
}
