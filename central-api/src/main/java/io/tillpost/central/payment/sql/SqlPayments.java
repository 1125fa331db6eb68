package io.tillpost.central.payment.sql;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tillpost.central.database.Sql;
import io.tillpost.central.database.Sql.Column;
import io.tillpost.central.database.Transaction;
import io.tillpost.central.payment.CardPayment;
import io.tillpost.central.payment.CardPayments;
import io.tillpost.central.payment.Payment;
import io.tillpost.central.payment.PaymentBook;
import io.tillpost.central.payment.PaymentChange;
import io.tillpost.central.payment.PaymentState;
import io.tillpost.central.payment.Payments;
import io.tillpost.central.payment.TerminalBatch;
import io.tillpost.central.payment.TerminalReference;
import io.tillpost.protocol.card.CardFacts;
import io.tillpost.protocol.event.AttemptKind;
import io.tillpost.protocol.event.TerminalBatchClosed;
import io.tillpost.protocol.json.Json;
import io.tillpost.protocol.money.Money;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// [Payments] and [CardPayments] in PostgreSQL.
public final class SqlPayments implements Payments, CardPayments {
    private static final UUID BEFORE_ALL = new UUID(0, 0);
    private static final String SELECT = """
            select attempt, legal_entity, store, till, sale, terminal, kind, refund, reverses, state, business_date,
                   occurred_at, currency, requested_minor, acquirer, facts, refunded_minor, reversed_minor
              from payment where tenant = ? and\s""";

    @Override
    public List<Payment> locked(Transaction transaction, String tenant, Collection<UUID> attempts,
            Collection<UUID> sales) {
        String which = sales.isEmpty() ? "attempt = any(?)" : "(attempt = any(?) or sale = any(?))";
        var parameters = new ArrayList<Object>(List.of(tenant, Column.of("uuid", attempts)));
        if (!sales.isEmpty()) {
            parameters.add(Column.of("uuid", sales));
        }
        return Sql.all(transaction, SELECT + which + " order by attempt for update", SqlPayments::payment,
                parameters.toArray());
    }

    @Override
    public void save(Transaction transaction, String tenant, PaymentBook book) {
        if (!book.changed().isEmpty()) {
            savePayments(transaction, tenant, book.changed());
            saveChanges(transaction, tenant, book.changes());
        }
        for (TerminalBatch batch : book.batches()) {
            Sql.run(transaction, """
                    insert into terminal_batch (tenant, event, store, business_date, closed)
                    values (?, ?, ?, ?, ?::jsonb)""", tenant, batch.event(), batch.store(),
                    batch.businessDate(), text(batch.closed()));
        }
    }

    private static void savePayments(Transaction transaction, String tenant, List<Payment> payments) {
        Sql.run(transaction,
                """
                        insert into payment (tenant, attempt, legal_entity, store, till, sale, terminal, kind, refund,
                            reverses, state, business_date, occurred_at, currency, requested_minor, approved_minor,
                            captured_minor, tip_minor, acquirer, merchant_id, terminal_id, card_name, trace,
                            receipt_number, facts, refunded_minor, reversed_minor, excess_minor)
                        select ?, p.attempt, p.legal_entity, p.store, p.till, p.sale, p.terminal, p.kind, p.refund,
                            p.reverses, p.state, p.business_date, p.occurred_at, p.currency, p.requested, p.approved,
                            c.captured, p.tip, p.acquirer, p.merchant, p.tid, p.card, p.trace, p.receipt,
                            p.facts::jsonb, p.refunded, p.reversed,
                            greatest(0, p.refunded + p.reversed - c.captured)
                          from unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) as p
                            (attempt, legal_entity, store, till, sale, terminal, kind, refund, reverses, state,
                            business_date, occurred_at, currency, requested, approved, tip, acquirer, merchant, tid,
                            card, trace, receipt, facts, refunded, reversed)
                          cross join lateral (select case when p.state in ('captured', 'voided') then p.approved
                            else 0 end as captured) c
                        on conflict (tenant, attempt) do update set state = excluded.state,
                            currency = excluded.currency, approved_minor = excluded.approved_minor,
                            captured_minor = excluded.captured_minor, tip_minor = excluded.tip_minor,
                            acquirer = excluded.acquirer, merchant_id = excluded.merchant_id,
                            terminal_id = excluded.terminal_id, card_name = excluded.card_name, trace = excluded.trace,
                            receipt_number = excluded.receipt_number, facts = excluded.facts,
                            refunded_minor = excluded.refunded_minor, reversed_minor = excluded.reversed_minor,
                            excess_minor = excluded.excess_minor""",
                tenant,
                column("uuid", payments, Payment::attempt), column("text", payments, Payment::legalEntity),
                column("text", payments, Payment::store), column("text", payments, Payment::till),
                column("uuid", payments, Payment::sale), column("text", payments, Payment::terminal),
                column("text", payments, payment -> kindName(payment.kind())),
                column("uuid", payments, payment -> payment.purpose().refund()),
                column("uuid", payments, payment -> payment.purpose().reverses()),
                column("text", payments, payment -> payment.state().wireName()),
                column("date", payments, Payment::businessDate),
                column("timestamptz", payments, Payment::occurredAt),
                column("text", payments, SqlPayments::currency),
                column("int8", payments, payment -> minor(payment.requested())),
                fact("int8", payments, facts -> facts.approved().minor()),
                fact("int8", payments, facts -> facts.tip().minor()),
                column("text", payments, Payment::acquirer),
                fact("text", payments, CardFacts::merchantId), fact("text", payments, CardFacts::terminalId),
                fact("text", payments, CardFacts::cardName), fact("int4", payments, CardFacts::trace),
                fact("int4", payments, CardFacts::receiptNumber), fact("text", payments, SqlPayments::text),
                column("int8", payments, payment -> payment.returned().refundedMinor()),
                column("int8", payments, payment -> payment.returned().reversedMinor()));
    }

    private static String kindName(AttemptKind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    private static AttemptKind kind(ResultSet row) throws SQLException {
        return AttemptKind.valueOf(row.getString("kind").toUpperCase(Locale.ROOT));
    }

    private static void saveChanges(Transaction transaction, String tenant, List<PaymentChange> changes) {
        Sql.run(transaction, """
                insert into payment_change (tenant, attempt, event, from_state, to_state, at)
                select ?, c.* from unnest(?, ?, ?, ?, ?) as c""", tenant,
                Column.of("uuid", changes.stream().map(PaymentChange::attempt).toList()),
                Column.of("uuid", changes.stream().map(PaymentChange::event).toList()),
                column("text", changes, change -> change.from() == null ? null : change.from().wireName()),
                Column.of("text", changes.stream().map(change -> change.to().wireName()).toList()),
                Column.of("timestamptz", changes.stream().map(PaymentChange::at).toList()));
    }

    private static <T> Column column(String type, List<T> rows, Function<T, @Nullable Object> part) {
        var values = new ArrayList<@Nullable Object>(rows.size());
        rows.forEach(row -> values.add(part.apply(row)));
        return Column.of(type, values);
    }

    private static Column fact(String type, List<Payment> payments, Function<CardFacts, Object> part) {
        return column(type, payments,
                payment -> payment.facts() == null ? null : part.apply(payment.facts()));
    }

    private static @Nullable Long minor(@Nullable Money amount) {
        return amount == null ? null : amount.minor();
    }

    private static @Nullable String currency(Payment payment) {
        Money amount = payment.facts() == null ? payment.requested() : payment.facts().approved();
        return amount == null ? null : amount.currency().getCurrencyCode();
    }

    private static String text(Object value) {
        return new String(Json.write(value), UTF_8);
    }

    @Override
    public Optional<Payment> find(Transaction transaction, String tenant, UUID attempt) {
        return Sql.maybe(transaction, SELECT + "attempt = ?", SqlPayments::payment, tenant, attempt);
    }

    @Override
    public List<PaymentChange> changes(Transaction transaction, String tenant, UUID attempt) {
        return Sql.all(transaction, """
                select attempt, event, from_state, to_state, at from payment_change
                 where tenant = ? and attempt = ? order by at, event""", SqlPayments::change, tenant,
                attempt);
    }

    private static PaymentChange change(ResultSet row) throws SQLException {
        String from = row.getString("from_state");
        return new PaymentChange(row.getObject("attempt", UUID.class), row.getObject("event", UUID.class),
                from == null ? null : PaymentState.of(from), PaymentState.of(row.getString("to_state")),
                Sql.instant(row, "at"));
    }

    @Override
    public List<Payment> list(Transaction transaction, String tenant, Filter filter, @Nullable UUID after,
            int limit) {
        Column stores = filter.stores() == null ? null : Column.of("text", filter.stores());
        String state = filter.state() == null ? null : filter.state().wireName();
        String kind = filter.kind() == null ? null : kindName(filter.kind());
        return Sql.all(transaction, SELECT + """
                attempt > ? and (?::text[] is null or store = any(?::text[]))
                 and (?::date is null or business_date = ?::date) and (?::text is null or state = ?::text)
                 and (?::text is null or kind = ?::text)
                 order by attempt limit ?""", SqlPayments::payment, tenant,
                after == null ? BEFORE_ALL : after, stores, stores, filter.businessDate(),
                filter.businessDate(), state, state, kind, kind, limit);
    }

    private static Payment payment(ResultSet row) throws SQLException {
        String facts = row.getString("facts");
        Long requested = row.getObject("requested_minor", Long.class);
        return new Payment(row.getObject("attempt", UUID.class), row.getString("legal_entity"),
                row.getString("store"), row.getString("till"), row.getObject("sale", UUID.class),
                row.getString("terminal"),
                new Payment.Purpose(kind(row), row.getObject("refund", UUID.class),
                        row.getObject("reverses", UUID.class)),
                PaymentState.of(row.getString("state")),
                row.getObject("business_date", LocalDate.class), Sql.instant(row, "occurred_at"),
                requested == null ? null : Money.of(requested, row.getString("currency")),
                row.getString("acquirer"),
                facts == null ? null : Json.read(facts.getBytes(UTF_8), CardFacts.class),
                new Payment.Returned(row.getLong("refunded_minor"), row.getLong("reversed_minor")));
    }

    @Override
    public List<CardPayment> charged(Transaction transaction, String tenant, String merchantId,
            LocalDate from, LocalDate to) {
        return cardPayments(transaction, "merchant_id = ? and business_date between ? and ?", tenant,
                merchantId, from, to);
    }

    @Override
    public List<CardPayment> chargedAs(Transaction transaction, String tenant, String merchantId,
            Collection<TerminalReference> references) {
        // One look-up after the other, and none by the tenant: of a new one the planner expects one row, and would compare
        // each payment with each reference.
        return cardPayments(transaction,
                """
                        attempt = any(array(select p.attempt
                          from (select distinct * from unnest(?, ?, ?)) as r (terminal, trace, receipt)
                          cross join lateral (select attempt from payment where merchant_id = ? and tenant || '' = ?
                               and state in ('authorized', 'captured') and terminal_id = r.terminal
                               and trace = r.trace and receipt_number = r.receipt offset 0) p))""",
                tenant, Column.of("text", references.stream().map(TerminalReference::terminalId).toList()),
                Column.of("int4", references.stream().map(TerminalReference::trace).toList()),
                Column.of("int4", references.stream().map(TerminalReference::receiptNumber).toList()),
                merchantId, tenant);
    }

    @Override
    public List<CardPayment> chargedAt(Transaction transaction, String tenant, String store,
            LocalDate businessDate) {
        return cardPayments(transaction, "store = ? and business_date = ?", tenant, store, businessDate);
    }

    @Override
    public List<CardPayment> chargedOf(Transaction transaction, String tenant, Collection<UUID> attempts) {
        return cardPayments(transaction, "attempt = any(?)", tenant, Column.of("uuid", attempts));
    }

    @Override
    public List<Money> moved(Transaction transaction, String tenant, String store, LocalDate businessDate) {
        return Sql.all(transaction,
                """
                        select currency, sum(case kind when 'charge' then approved_minor else -approved_minor end)::bigint
                          as minor from payment
                         where tenant = ? and store = ? and business_date = ? and state in ('authorized', 'captured', 'voided')
                         group by currency order by currency""",
                row -> Money.of(row.getLong("minor"), row.getString("currency")), tenant, store,
                businessDate);
    }

    @Override
    public long undecidedAt(Transaction transaction, String tenant, String store, LocalDate businessDate) {
        return Sql.one(transaction, """
                select count(*) from payment where tenant = ? and store = ? and business_date = ?
                   and state in ('in_progress', 'unknown')""", row -> row.getLong(1), tenant, store,
                businessDate);
    }

    @Override
    public List<Payment> attestedAt(Transaction transaction, String tenant, String store,
            LocalDate businessDate) {
        // One look-up after the other: while a table is new, the planner would rather read all rows of the tenant.
        return Sql.all(transaction,
                SELECT + """
                        store = ? and business_date = ? and (state in ('attested_moved', 'attested_not_moved')
                           or (select true from payment_change c where c.tenant = payment.tenant
                               and c.attempt = payment.attempt
                               and c.from_state in ('attested_moved', 'attested_not_moved') limit 1))
                         order by attempt""",
                SqlPayments::payment, tenant, store, businessDate);
    }

    @Override
    public List<Payment> attestedOf(Transaction transaction, String tenant, Collection<UUID> attempts) {
        return Sql.all(transaction, SELECT + "attempt = any(?) and state = 'attested_moved' order by attempt",
                SqlPayments::payment, tenant, Column.of("uuid", attempts));
    }

    @Override
    public List<Payment> overReturnedAt(Transaction transaction, String tenant, String store,
            LocalDate businessDate) {
        return Sql.all(transaction,
                SELECT + "store = ? and business_date = ? and excess_minor > 0 order by attempt",
                SqlPayments::payment, tenant, store, businessDate);
    }

    private static List<CardPayment> cardPayments(Transaction transaction, String condition, String tenant,
            Object... parameters) {
        var all = new ArrayList<@Nullable Object>(List.of(tenant));
        all.addAll(List.of(parameters));
        return Sql.all(transaction,
                """
                        select tenant, attempt, legal_entity, store, terminal, sale, kind, acquirer, facts, business_date, occurred_at
                          from payment where tenant = ? and state in ('authorized', 'captured') and kind <> 'reversal'
                           and\s"""
                        + condition
                        + " order by business_date, attempt",
                SqlPayments::cardPayment, all.toArray());
    }

    private static CardPayment cardPayment(ResultSet row) throws SQLException {
        return new CardPayment(row.getString("tenant"), row.getString("legal_entity"), row.getString("store"),
                row.getString("terminal"), row.getObject("attempt", UUID.class),
                row.getObject("sale", UUID.class),
                kind(row), row.getString("acquirer"),
                Json.read(row.getString("facts").getBytes(UTF_8), CardFacts.class),
                row.getObject("business_date", LocalDate.class), Sql.instant(row, "occurred_at"));
    }

    @Override
    public List<TerminalBatch> batches(Transaction transaction, String tenant, String store,
            LocalDate businessDate) {
        return Sql.all(transaction, """
                select event, store, business_date, closed from terminal_batch
                 where tenant = ? and store = ? and business_date = ? order by event""",
                row -> new TerminalBatch(tenant, row.getString("store"), row.getObject("event", UUID.class),
                        row.getObject("business_date", LocalDate.class),
                        Json.read(row.getString("closed").getBytes(UTF_8), TerminalBatchClosed.class)),
                tenant, store, businessDate);
    }
}
