package io.tillpost.central.reconciliation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tillpost.central.ledger.AccountName;
import io.tillpost.central.reconciliation.SettlementText.Line;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The books, matches and discrepancies of some days are the same in whatever order payments, settlement files and bank
/// statements come in, one by one or at once, and however often files come again.
class InvarianceTest {
    private static final LocalDate FIRST = LocalDate.parse("2026-03-02");
    private static final int DAYS = 3;
    private static final int PAYMENTS_A_DAY = 8;
    private static final List<String> MERCHANTS = List.of(ReconciliationWorld.GIROCARD,
            ReconciliationWorld.MASTERCARD);
    /// Few prices, so that amounts alone tell nothing.
    private static final long[] PRICES = {500, 500, 999, 2380};

    /// Things that happen to a world, each on its own.
    private static final class Scenario {
        final List<Consumer<ReconciliationWorld>> arrivals = new ArrayList<>();
        final List<Consumer<ReconciliationWorld>> files = new ArrayList<>();
        private final Random random;
        private long opening = 100_000;
        private int trace = 100;

        Scenario(long seed) {
            random = new Random(seed);
            for (int i = 0; i < DAYS; i++) {
                day(FIRST.plusDays(i));
            }
            arrivals.addAll(files);
        }

        private void day(LocalDate date) {
            var paid = new ArrayList<BankText.Entry>();
            long total = 0;
            for (String merchantId : MERCHANTS) {
                var lines = new ArrayList<Line>();
                for (int i = 0; i < PAYMENTS_A_DAY; i++) {
                    total += payment(date, merchantId, lines);
                }
                if (!lines.isEmpty()) {
                    payout(date, merchantId, lines, paid);
                }
            }
            long sum = total;
            arrivals.add(world -> world.closeBatch(date, sum));
            if (random.nextInt(4) == 0) {
                paid.add(new BankText.Entry(date.plusDays(1).toString(), 4711, "RENT"));
            }
            // Cannot be told from those of the other days: all are booked on the first one.
            paid.add(new BankText.Entry(FIRST.toString(), 500, "CASH PAID IN"));
            byte[] statement = BankText.statement(date.plusDays(1).toString(), opening, paid);
            opening += paid.stream().mapToLong(BankText.Entry::minor).sum();
            files.add(world -> world.bank(statement));
        }

        /// A payment, and what the acquirer makes of it.
        private long payment(LocalDate date, String merchantId, List<Line> lines) {
            int number = trace++;
            long price = PRICES[random.nextInt(PRICES.length)];
            String time = "10:%02d:00".formatted(number % 60);
            var right = new Line(date.toString(), time, number, number, price);
            int fate = random.nextInt(12);
            if (fate != 0) {
                arrivals.add(world -> world.charge(date, merchantId, time, number, number, price));
            }
            switch (fate) {
                case 1 -> {
                }
                case 2 -> lines.add(new Line(date.toString(), time, number, number, price + 1));
                case 3 -> lines.addAll(List.of(right, right));
                case 4 -> lines.addAll(
                        List.of(new Line(date.toString(), time, number, number, price - 1), right));
                case 5 -> lines.add(new Line(date.plusDays(1).toString(), time, number, number, price));
                default -> lines.add(right);
            }
            return fate == 0 ? 0 : price;
        }

        private void payout(LocalDate date, String merchantId, List<Line> lines, List<BankText.Entry> paid) {
            String reference = "NP-" + date + "-" + merchantId.substring(9);
            String payDate = date.plusDays(1).toString();
            var text = new SettlementText().payout(reference, payDate, date.toString(), merchantId, lines)
                    .shuffled(random);
            files.add(world -> world.settle(text));
            long net = lines.stream().mapToLong(Line::net).sum();
            switch (random.nextInt(6)) {
                case 0 -> {
                }
                case 1 -> paid.add(new BankText.Entry(payDate, net + 1, "NORDPAY " + reference));
                case 2 -> paid.add(new BankText.Entry(payDate, net, "NORDPAY MID " + merchantId));
                case 3 -> paid.addAll(List.of(new BankText.Entry(payDate, net, "NORDPAY " + reference),
                        new BankText.Entry(payDate, net, "NORDPAY " + reference + " 2")));
                default -> paid.add(new BankText.Entry(payDate, net, "NORDPAY " + reference));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void theOrderOfArrivalAndRepeatedFilesChangeNothing(long seed) {
        var scenario = new Scenario(seed);
        var expected = new ReconciliationWorld();
        scenario.arrivals.forEach(arrival -> arrival.accept(expected));
        runAllDays(expected);

        var random = new Random(~seed);
        var shuffled = new ArrayList<>(scenario.arrivals);
        shuffled.addAll(scenario.files);
        Collections.shuffle(shuffled, random);
        var actual = new ReconciliationWorld();
        for (Consumer<ReconciliationWorld> arrival : shuffled) {
            arrival.accept(actual);
            if (random.nextInt(10) == 0) {
                actual.run(FIRST.plusDays(random.nextInt(DAYS)));
            }
        }
        runAllDays(actual);

        assertEquals(expected.state(), actual.state(), "seed " + seed);
        checkBooks(actual, seed);
    }

    private static void runAllDays(ReconciliationWorld world) {
        for (int i = 0; i < DAYS; i++) {
            world.run(FIRST.plusDays(i));
        }
    }

    /// What the matches say is what the books say, and the books say what the bank says.
    private static void checkBooks(ReconciliationWorld world, long seed) {
        assertEquals(world.value(
                "select max(closing_minor) - min(opening_minor) from bank_statement where tenant = :tenant"),
                Long.toString(world.balance(AccountName.bank(BankText.IBAN))), "bank account, seed " + seed);
        assertEquals("0", world.value("select sum(amount_minor) from entry_line where tenant = :tenant"),
                "trial balance, seed " + seed);
        assertEquals("0",
                world.value(
                        """
                                select count(*) from payment p left join reservation r on r.tenant = p.tenant and r.ours = p.attempt
                                 where p.tenant = :tenant and (select sum(l.amount_minor) from entry_line l
                                     join account a using (tenant, account) where l.tenant = p.tenant and l.payment = p.attempt
                                       and a.name like 'assets:card-clearing:%')
                                   <> case when r.ours is null then p.approved_minor else 0 end"""),
                "payments whose clearing is not zero exactly when they are matched, seed " + seed);
        assertEquals("0",
                world.value(
                        """
                                select coalesce(sum(l.amount_minor), 0)
                                       + (select coalesce(sum(gross_minor), 0) from settlement_line s where tenant = :tenant
                                            and not exists (select from reservation r where r.tenant = s.tenant and r.theirs = s.line))
                                       + (select coalesce(sum(amount_minor), 0) from bank_line b where tenant = :tenant
                                            and not exists (select from reservation r where r.tenant = b.tenant and r.theirs = b.line))
                                  from entry_line l join account using (tenant, account)
                                 where tenant = :tenant and name = 'assets:suspense'"""),
                "suspense against what is unmatched, seed " + seed);
        assertEquals("0",
                world.value(
                        """
                                select coalesce(sum(l.amount_minor), 0)
                                       - (select coalesce(sum(net_minor), 0) from payout p where tenant = :tenant
                                            and not exists (select from reservation r where r.tenant = p.tenant and r.ours = p.payout))
                                  from entry_line l join account using (tenant, account)
                                 where tenant = :tenant and name like 'assets:bank-in-transit:%'"""),
                "bank in transit against open payouts, seed " + seed);
    }
}
