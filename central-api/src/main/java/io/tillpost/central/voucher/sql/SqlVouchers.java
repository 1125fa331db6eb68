package io.tillpost.central.voucher.sql;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tillpost.central.database.Sql;
import io.tillpost.central.database.Sql.Column;
import io.tillpost.central.database.Transaction;
import io.tillpost.central.voucher.Excess;
import io.tillpost.central.voucher.Standing;
import io.tillpost.central.voucher.VoucherMove;
import io.tillpost.central.voucher.VoucherMove.Kind;
import io.tillpost.central.voucher.Vouchers;
import io.tillpost.protocol.journal.Sha256;
import io.tillpost.protocol.money.Money;
import io.tillpost.protocol.money.TaxRate;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Currency;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// [Vouchers] in PostgreSQL. Whoever knows the number of a voucher can pay with it, so it is kept as a hash alone, until
/// nothing is left of it. Stateless.
public final class SqlVouchers implements Vouchers {
    private static final String EXCESSES = """
            select o.position, o.event, o.store, o.business_date, o.label, o.rate, o.currency, o.excess_minor,
                   o.excess_tax_minor, m.kind, abs(m.amount_minor) as step_minor, m.sale, m.receipt,
                   m.business_date as step_date
              from voucher_move o
              join voucher_move m on m.tenant = o.tenant and m.voucher = o.voucher and m.currency = o.currency
                   and m.position <= o.position
             where o.tenant = ? and o.excess_minor <> 0 and\s""";

    /// Which voucher, and what an event moves of it.
    private record Moved(byte[] voucher, long amount, long tax) {}

    @Override
    public List<Excess> take(Transaction transaction, String tenant, List<VoucherMove> moves) {
        if (moves.isEmpty()) {
            return List.of();
        }
        Sql.lock(transaction, "vouchers " + tenant + " " + moves.getFirst().store());
        Set<UUID> exceeded = new LinkedHashSet<>();
        for (VoucherMove move : moves) {
            moved(transaction, tenant, move).ifPresent(moved -> {
                if (keep(transaction, tenant, move, moved)) {
                    exceeded.add(move.event());
                }
            });
        }
        return exceeded.isEmpty()
                ? List.of()
                : excesses(transaction, "o.event = any(?)", tenant, Column.of("uuid", exceeded));
    }

    @Override
    public List<Excess> ofDay(Transaction transaction, String tenant, String store, LocalDate businessDate) {
        return excesses(transaction, """
                o.excess_minor > 0 and o.store = ? and o.business_date = ?
                   and 0 < (select sum(a.excess_minor) from voucher_move a where a.tenant = o.tenant
                              and a.voucher = o.voucher and a.currency = o.currency)""", tenant,
                store,
                businessDate);
    }

    /// What comes back is what was issued, whose line alone says which voucher that is; unknown if it was sold before this was
    /// kept.
    private static Optional<Moved> moved(Transaction transaction, String tenant, VoucherMove move) {
        long sign = move.kind() == Kind.ISSUED ? 1 : -1;
        String number = move.number();
        return number != null
                ? Optional.of(new Moved(hash(tenant, move.store(), number), sign * move.amount().minor(),
                        sign * move.tax().minor()))
                : Sql.maybe(transaction, """
                        select voucher, -amount_minor, -tax_minor from voucher_move
                         where tenant = ? and sale = ? and line = ? and kind = 'issued'""",
                        row -> new Moved(row.getBytes(1), row.getLong(2), row.getLong(3)), tenant,
                        move.sale(),
                        move.line());
    }

    /// Whether it changes how much more of the voucher went than it had.
    private static boolean keep(Transaction transaction, String tenant, VoucherMove move, Moved moved) {
        String currency = move.amount().currency().getCurrencyCode();
        Standing before = Sql.one(transaction, """
                select coalesce(bool_or(kind = 'issued'), false), coalesce(sum(amount_minor), 0),
                       coalesce(sum(tax_minor), 0)
                  from voucher_move where tenant = ? and voucher = ? and currency = ?""",
                row -> new Standing(row.getBoolean(1), row.getLong(2), row.getLong(3)), tenant,
                moved.voucher, currency);
        Standing after = before.moved(move.kind() == Kind.ISSUED, moved.amount, moved.tax);
        long excess = after.excess() - before.excess();
        TaxRate rate = move.rate();
        Sql.run(transaction,
                """
                        insert into voucher_move (tenant, event, voucher, kind, store, business_date, sale, receipt, line, rate,
                               currency, amount_minor, tax_minor, excess_minor, excess_tax_minor, label)
                        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
                tenant, move.event(), moved.voucher,
                name(move.kind()), move.store(), move.businessDate(), move.sale(), Sql.text(move.receipt()),
                move.line() == 0 ? null : move.line(), rate == null ? null : rate.basisPoints(), currency,
                moved.amount, moved.tax, excess, after.excessTax() - before.excessTax(),
                excess > 0 ? Sql.text(move.label()) : null);
        return excess != 0;
    }

    private static List<Excess> excesses(Transaction transaction, String which,
            @Nullable Object... parameters) {
        Map<Long, Excess> found = new LinkedHashMap<>();
        Sql.all(transaction, EXCESSES + which + " order by o.position, m.position",
                row -> Map.entry(row.getLong("position"), read(row)), parameters)
                .forEach(step -> found.merge(step.getKey(), step.getValue(), SqlVouchers::joined));
        return List.copyOf(found.values());
    }

    private static Excess joined(Excess first, Excess more) {
        var steps = new ArrayList<>(first.steps());
        steps.addAll(more.steps());
        return new Excess(first.event(), first.store(), first.businessDate(), first.label(), first.rate(),
                first.amount(), first.tax(), steps);
    }

    /// With one of its steps.
    private static Excess read(ResultSet row) throws SQLException {
        var currency = Currency.getInstance(row.getString("currency"));
        Integer rate = row.getObject("rate", Integer.class);
        return new Excess(row.getObject("event", UUID.class), row.getString("store"),
                row.getObject("business_date", LocalDate.class),
                Objects.requireNonNullElse(row.getString("label"), ""),
                rate == null ? null : new TaxRate(rate), new Money(row.getLong("excess_minor"), currency),
                new Money(row.getLong("excess_tax_minor"), currency),
                List.of(new Excess.Step(kind(row.getString("kind")),
                        new Money(row.getLong("step_minor"), currency), row.getObject("sale", UUID.class),
                        row.getString("receipt"), row.getObject("step_date", LocalDate.class))));
    }

    private static byte[] hash(String tenant, String store, String number) {
        return Sha256.digest().digest((tenant + "\0" + store + "\0" + number).getBytes(UTF_8));
    }

    private static String name(Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static Kind kind(String name) {
        return Kind.valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
}
