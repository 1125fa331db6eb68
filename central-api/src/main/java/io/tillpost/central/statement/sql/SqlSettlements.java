package io.tillpost.central.statement.sql;

import io.tillpost.central.database.Sql;
import io.tillpost.central.database.Sql.Column;
import io.tillpost.central.database.Transaction;
import io.tillpost.central.payment.TerminalReference;
import io.tillpost.central.statement.Fees;
import io.tillpost.central.statement.KeptLine;
import io.tillpost.central.statement.KeptPayout;
import io.tillpost.central.statement.Settled;
import io.tillpost.central.statement.SettlementFile;
import io.tillpost.central.statement.SettlementLine;
import io.tillpost.central.statement.Settlements;
import io.tillpost.protocol.card.MaskedPan;
import io.tillpost.protocol.money.Money;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// [Settlements] in PostgreSQL.
public final class SqlSettlements implements Settlements {
    private static final String FILES = "select settlement, acquirer, sha256, imported_at from settlement_file "
            + "where tenant = ? and ";
    private static final String PAYOUTS = """
            select payout, acquirer, legal_entity, merchant_id, reference, payout_date, period_from, period_to,
                   gross_minor, fee_commission_minor, fee_interchange_minor, fee_scheme_minor, net_minor, currency,
                   line_count
              from payout where tenant = ? and\s""";
    private static final String BY_DATE = " order by payout_date, reference, payout";
    private static final String LINE = """
            line, payout, ordinal, merchant_id, terminal_id, terminal_batch, terminal_date, terminal_time,
            trace, receipt_number, "authorization", card_name, card_number, gross_minor,
            fee_commission_minor, fee_interchange_minor, fee_scheme_minor, net_minor, currency,
            acquirer_reference""";
    private static final String LINES = "select " + LINE + " from settlement_line where tenant = ? and ";

    @Override
    public void lock(Transaction transaction, String tenant) {
        Sql.lock(transaction, "settlements " + tenant);
    }

    @Override
    public void keep(Transaction transaction, String tenant, SettlementFile file, List<UUID> payouts,
            List<Arrival> arrivals) {
        Sql.run(transaction, """
                insert into settlement_file (tenant, settlement, acquirer, sha256, imported_at)
                values (?, ?, ?, ?, ?) on conflict (tenant, settlement) do nothing""", tenant, file.id(),
                file.acquirer(), file.sha256(), file.importedAt());
        keepPayouts(transaction, tenant, arrivals);
        keepLines(transaction, tenant,
                arrivals.stream().flatMap(arrival -> arrival.lines().stream()).toList());
        Sql.run(transaction, """
                insert into settlement_file_payout (tenant, settlement, payout)
                select ?, ?, p from unnest(?) as p on conflict do nothing""", tenant, file.id(),
                Column.of("uuid", payouts));
    }

    private static void keepPayouts(Transaction transaction, String tenant, List<Arrival> arrivals) {
        var rows = new Columns<>(arrivals);
        Sql.run(transaction,
                """
                        insert into payout (tenant, payout, acquirer, merchant_id, reference, legal_entity, payout_date,
                            period_from, period_to, currency, gross_minor, fee_commission_minor, fee_interchange_minor,
                            fee_scheme_minor, net_minor, line_count, content_hash)
                        select ?, p.* from unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) as p""",
                tenant,
                rows.of("uuid", a -> a.payout().id()), rows.of("text", a -> a.payout().acquirer()),
                rows.of("text", a -> a.payout().merchantId()), rows.of("text", a -> a.payout().reference()),
                rows.of("text", a -> a.payout().legalEntity()), rows.of("date", a -> a.payout().payoutDate()),
                rows.of("date", a -> a.payout().periodFrom()), rows.of("date", a -> a.payout().periodTo()),
                rows.of("text", a -> a.payout().settled().currency().getCurrencyCode()),
                rows.of("int8", a -> a.payout().settled().gross().minor()),
                rows.of("int8", a -> a.payout().settled().fees().commission().minor()),
                rows.of("int8", a -> a.payout().settled().fees().interchange().minor()),
                rows.of("int8", a -> a.payout().settled().fees().scheme().minor()),
                rows.of("int8", a -> a.payout().settled().net().minor()),
                rows.of("int4", a -> a.payout().lineCount()), rows.of("text", Arrival::contentHash));
    }

    private static void keepLines(Transaction transaction, String tenant, List<KeptLine> lines) {
        var rows = new Columns<>(lines);
        Sql.run(transaction,
                """
                        insert into settlement_line (tenant, line, payout, ordinal, merchant_id, terminal_id,
                            terminal_batch, terminal_date, terminal_time, trace, receipt_number, "authorization", card_name,
                            card_number, gross_minor, fee_commission_minor, fee_interchange_minor, fee_scheme_minor,
                            net_minor, currency, acquirer_reference)
                        select ?, l.* from unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) as l""",
                tenant, rows.of("uuid", KeptLine::id), rows.of("uuid", KeptLine::payout),
                rows.of("int4", KeptLine::ordinal), rows.of("text", KeptLine::merchantId),
                rows.of("text", l -> l.line().terminalId()), rows.of("int4", l -> l.line().terminalBatch()),
                rows.of("date", l -> l.line().terminalDate()), rows.of("time", l -> l.line().terminalTime()),
                rows.of("int4", l -> l.line().trace()), rows.of("int4", l -> l.line().receiptNumber()),
                rows.of("text", l -> l.line().authorization()), rows.of("text", l -> l.line().cardName()),
                rows.of("text", SqlSettlements::cardNumber),
                rows.of("int8", l -> l.line().settled().gross().minor()),
                rows.of("int8", l -> l.line().settled().fees().commission().minor()),
                rows.of("int8", l -> l.line().settled().fees().interchange().minor()),
                rows.of("int8", l -> l.line().settled().fees().scheme().minor()),
                rows.of("int8", l -> l.line().settled().net().minor()),
                rows.of("text", l -> l.line().settled().currency().getCurrencyCode()),
                rows.of("text", l -> l.line().acquirerReference()));
    }

    private static @Nullable String cardNumber(KeptLine line) {
        var pan = line.line().pan();
        return pan == null ? null : pan.value();
    }

    @Override
    public Map<UUID, String> contentHashes(Transaction transaction, String tenant, Collection<UUID> payouts) {
        return Sql.all(transaction,
                "select payout, content_hash from payout where tenant = ? and payout = any(?)",
                row -> Map.entry(row.getObject("payout", UUID.class), row.getString("content_hash")), tenant,
                Column.of("uuid", payouts))
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    @Override
    public Optional<KeptPayout> ofAnother(Transaction transaction, String tenant, String acquirer,
            Collection<String> contentHashes) {
        return Sql.all(transaction,
                PAYOUTS + "content_hash = any(?) and acquirer <> ?" + BY_DATE + " limit 1",
                SqlSettlements::readPayout, tenant, Column.of("text", contentHashes), acquirer)
                .stream()
                .findFirst();
    }

    @Override
    public Optional<SettlementFile> file(Transaction transaction, String tenant, UUID settlement) {
        return Sql.maybe(transaction, FILES + "settlement = ?", SqlSettlements::readFile, tenant, settlement);
    }

    @Override
    public List<SettlementFile> files(Transaction transaction, String tenant, @Nullable UUID after,
            int limit) {
        return Sql.all(transaction, FILES + """
                (?::uuid is null or (imported_at, settlement) > (select imported_at, settlement
                    from settlement_file where tenant = ? and settlement = ?::uuid))
                order by imported_at, settlement limit ?""", SqlSettlements::readFile, tenant, after, tenant,
                after, limit);
    }

    @Override
    public List<KeptPayout> payoutsIn(Transaction transaction, String tenant, UUID settlement) {
        return Sql.all(transaction, PAYOUTS + """
                payout in (select payout from settlement_file_payout where tenant = ? and settlement = ?)"""
                + BY_DATE, SqlSettlements::readPayout, tenant, tenant, settlement);
    }

    @Override
    public List<KeptPayout> payouts(Transaction transaction, String tenant, Collection<UUID> payouts) {
        return Sql.all(transaction, PAYOUTS + "payout = any(?)" + BY_DATE, SqlSettlements::readPayout, tenant,
                Column.of("uuid", payouts));
    }

    @Override
    public List<KeptPayout> payoutsDated(Transaction transaction, String tenant, LocalDate from,
            LocalDate to) {
        return Sql.all(transaction, PAYOUTS + "payout_date between ? and ?" + BY_DATE,
                SqlSettlements::readPayout, tenant, from, to);
    }

    @Override
    public List<KeptPayout> payoutsCovering(Transaction transaction, String tenant, String merchantId,
            LocalDate from, LocalDate to) {
        return Sql.all(transaction,
                PAYOUTS + "merchant_id = ? and period_from <= ? and period_to >= ?" + BY_DATE,
                SqlSettlements::readPayout, tenant, merchantId, to, from);
    }

    @Override
    public List<KeptLine> linesOf(Transaction transaction, String tenant, Collection<UUID> payouts) {
        return Sql.all(transaction, LINES + "payout = any(?) order by payout, ordinal",
                SqlSettlements::readLine,
                tenant, Column.of("uuid", payouts));
    }

    @Override
    public List<KeptLine> linesIn(Transaction transaction, String tenant, UUID settlement,
            @Nullable UUID after,
            int limit) {
        return Sql.all(transaction, LINES + """
                payout in (select payout from settlement_file_payout where tenant = ? and settlement = ?)
                and (?::uuid is null or (payout, ordinal) > (select payout, ordinal
                    from settlement_line where tenant = ? and line = ?::uuid))
                order by payout, ordinal limit ?""", SqlSettlements::readLine, tenant, tenant, settlement,
                after,
                tenant, after, limit);
    }

    @Override
    public List<KeptLine> linesAs(Transaction transaction, String tenant, String merchantId,
            Collection<TerminalReference> references) {
        // One look-up after the other, and none by the tenant: of a new one the planner expects one row, and would compare
        // each line with each reference.
        return Sql.all(transaction, """
                select l.*
                  from (select distinct * from unnest(?, ?, ?)) as r (terminal, trace, receipt)
                  cross join lateral (select\s""" + LINE
                + """

                        from settlement_line where tenant || '' = ? and merchant_id = ?
                         and terminal_id = r.terminal and trace = r.trace and receipt_number = r.receipt offset 0) l""",
                SqlSettlements::readLine,
                Column.of("text", references.stream().map(TerminalReference::terminalId).toList()),
                Column.of("int4", references.stream().map(TerminalReference::trace).toList()),
                Column.of("int4", references.stream().map(TerminalReference::receiptNumber).toList()), tenant,
                merchantId);
    }

    @Override
    public List<KeptLine> lines(Transaction transaction, String tenant, Collection<UUID> lines) {
        return Sql.all(transaction, LINES + "line = any(?) order by payout, ordinal",
                SqlSettlements::readLine,
                tenant, Column.of("uuid", lines));
    }

    private static SettlementFile readFile(ResultSet row) throws SQLException {
        return new SettlementFile(row.getObject("settlement", UUID.class), row.getString("acquirer"),
                row.getString("sha256"), Sql.instant(row, "imported_at"));
    }

    private static KeptPayout readPayout(ResultSet row) throws SQLException {
        return new KeptPayout(row.getObject("payout", UUID.class), row.getString("acquirer"),
                row.getString("legal_entity"), row.getString("merchant_id"), row.getString("reference"),
                row.getObject("payout_date", LocalDate.class), row.getObject("period_from", LocalDate.class),
                row.getObject("period_to", LocalDate.class), readSettled(row), row.getInt("line_count"));
    }

    private static KeptLine readLine(ResultSet row) throws SQLException {
        String pan = row.getString("card_number");
        var line = new SettlementLine(row.getString("terminal_id"),
                row.getObject("terminal_batch", Integer.class),
                row.getObject("terminal_date", LocalDate.class),
                row.getObject("terminal_time", LocalTime.class), row.getInt("trace"),
                row.getInt("receipt_number"), row.getString("authorization"), row.getString("card_name"),
                pan == null ? null : new MaskedPan(pan), readSettled(row),
                row.getString("acquirer_reference"));
        return new KeptLine(row.getObject("line", UUID.class), row.getObject("payout", UUID.class),
                row.getInt("ordinal"), row.getString("merchant_id"), line);
    }

    /// Checked once more after it was read: the parts must still add up.
    private static Settled readSettled(ResultSet row) throws SQLException {
        var fees = new Fees(money(row, "fee_commission_minor"), money(row, "fee_interchange_minor"),
                money(row, "fee_scheme_minor"));
        return new Settled(money(row, "gross_minor"), fees, money(row, "net_minor"));
    }

    private static Money money(ResultSet row, String column) throws SQLException {
        return Money.of(row.getLong(column), row.getString("currency"));
    }
}
