package io.tillpost.central.reconciliation;

import io.tillpost.central.database.Transaction;
import io.tillpost.central.ledger.AccountGroup;
import io.tillpost.central.ledger.Books;
import io.tillpost.central.ledger.EntryLine;
import io.tillpost.central.payment.CardPayment;
import io.tillpost.central.payment.CardPayments;
import io.tillpost.central.payment.Payment;
import io.tillpost.central.payment.PaymentState;
import io.tillpost.central.payment.TerminalBatch;
import io.tillpost.central.reconciliation.Bridge.Side;
import io.tillpost.central.reconciliation.MatchBook.Reservation;
import io.tillpost.central.shift.ZAudit;
import io.tillpost.central.shift.ZCheck;
import io.tillpost.central.shift.ZCheck.Total;
import io.tillpost.central.statement.BankStatement.Balance;
import io.tillpost.central.statement.Contradiction;
import io.tillpost.central.statement.KeptBankLine;
import io.tillpost.central.statement.KeptLine;
import io.tillpost.central.statement.KeptPayout;
import io.tillpost.central.statement.KeptStatement;
import io.tillpost.central.statement.Settlements;
import io.tillpost.central.statement.Statements;
import io.tillpost.central.store.Store;
import io.tillpost.protocol.event.TerminalBatchClosed;
import io.tillpost.protocol.money.Money;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Currency;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Reads a store's day from every source and holds them against each other. Changes nothing.
public final class DayBook {
    private static final String BANK = "bank";
    /// Boxes say every ten minutes where their journals end.
    private static final Duration OF_LATE = Duration.ofMinutes(15);
    private static final Set<Total> MOVED_BY_SHIFTS = Set.of(Total.SALES_GROSS, Total.REFUNDS_GROSS,
            Total.TIPS, Total.ROUNDING);

    private final CardPayments payments;
    private final Books books;
    private final Settlements settlements;
    private final Statements statements;
    private final MatchBook matches;
    private final Discrepancies discrepancies;
    private final Quarantine quarantine;
    private final ZAudit zReports;
    private final Boxes boxes;
    private final Clock clock;

    public DayBook(CardPayments payments, Books books, Settlements settlements, Statements statements,
            MatchBook matches, Discrepancies discrepancies, Quarantine quarantine, ZAudit zReports,
            Boxes boxes, Clock clock) {
        this.payments = payments;
        this.books = books;
        this.settlements = settlements;
        this.statements = statements;
        this.matches = matches;
        this.discrepancies = discrepancies;
        this.quarantine = quarantine;
        this.zReports = zReports;
        this.boxes = boxes;
        this.clock = clock;
    }

    /// The day as it stands now, in the store's currency.
    public DayResult read(Transaction transaction, Store store, LocalDate businessDate) {
        return new Reading(transaction, store, businessDate).result();
    }

    /// One reading of one day.
    private final class Reading {
        private final Transaction transaction;
        private final Store store;
        private final String tenant;
        private final LocalDate day;
        private final Currency currency;
        private final List<Discrepancy> standing;

        Reading(Transaction transaction, Store store, LocalDate day) {
            this.transaction = transaction;
            this.store = store;
            this.tenant = store.tenant();
            this.day = day;
            this.currency = store.currency();
            this.standing = standing(discrepancies.ofDay(transaction, tenant, store.store(), day));
        }

        DayResult result() {
            var charged = payments.chargedAt(transaction, tenant, store.store(), day);
            var ledger = new LedgerSums(currency,
                    books.sumsOfDay(transaction, tenant, store.store(), day),
                    books.residue(transaction, tenant, currency));
            var settled = matches.byOurs(transaction, tenant,
                    charged.stream().map(CardPayment::attempt).toList());
            var named = named();
            var lines = lines(Stream.of(settled, named).flatMap(all -> all.values().stream()).toList());
            var payouts = settlements.payouts(transaction, tenant,
                    lines.stream().map(KeptLine::payout).distinct().toList());
            var batches = payments.batches(transaction, tenant, store.store(), day);
            var cards = new CardSums(terminalTotals(batches),
                    sum(Stream.concat(payments.moved(transaction, tenant, store.store(), day).stream(),
                            named.keySet().stream().map(Payment::attested).filter(Objects::nonNull))),
                    ledger.cardClearing().plus(unconfirmed(named.keySet())),
                    sum(lines.stream().map(line -> line.line().settled().gross())));
            var bank = new BankSide(payouts);
            var bridges = new ArrayList<Bridge>();
            bridges.addAll(ledger.bridges());
            bridges.addAll(cards.bridges());
            bridges.add(feeBridge(payouts));
            bridges.addAll(bank.bridges());
            var zs = zReports.ofDay(transaction, tenant, List.of(store.store()), day);
            if (!zs.isEmpty()) {
                bridges.add(zBridge(zs));
            }
            boolean heard = !charged.isEmpty() || !zs.isEmpty() || !ledger.ofDay().isEmpty();
            return conclude(heard, cards, Awaited.of(charged, settled.keySet(), standing, batches), bridges,
                    bank, zs);
        }

        /// Payments that nothing proves but a person's word, and the lines that people named for them.
        private Map<Payment, Reservation> named() {
            var attested = payments.attestedAt(transaction, tenant, store.store(), day).stream()
                    .filter(payment -> payment.state() == PaymentState.ATTESTED_MOVED)
                    .toList();
            var held = matches.byOurs(transaction, tenant,
                    attested.stream().map(Payment::attempt).toList());
            var named = new HashMap<Payment, Reservation>();
            for (Payment payment : attested) {
                Reservation match = held.get(payment.attempt());
                if (match != null && AccountGroup.UNCONFIRMED_CLEARING.has(match.account())) {
                    named.put(payment, match);
                }
            }
            return named;
        }

        /// What the ledger booked for them by that word.
        private Money unconfirmed(Collection<Payment> named) {
            var posted = books.charges(transaction, tenant, named.stream().map(Payment::attempt).toList());
            return sum(posted.values().stream()
                    .flatMap(charge -> charge.lines().stream())
                    .filter(line -> AccountGroup.UNCONFIRMED_CLEARING.has(line.account()))
                    .map(EntryLine::amount));
        }

        /// Nets, taxes, tips and rounding of all shifts, less refunds.
        private Bridge zBridge(List<ZCheck> zs) {
            var totals = zs.stream().flatMap(check -> check.lines(MOVED_BY_SHIFTS)).toList();
            return Bridge.of("z-ledger",
                    new Side(CardSums.JOURNAL, "Z reports: sales less refunds, tips and rounding",
                            sum(totals.stream().map(line -> signed(line, line.report())))),
                    new Side(CardSums.LEDGER, "entries of their shifts",
                            sum(totals.stream().map(line -> signed(line, line.ledger())))));
        }

        private static Money signed(ZCheck.Line line, Money amount) {
            return line.total() == Total.REFUNDS_GROSS ? amount.negated() : amount;
        }

        private DayResult conclude(boolean heard, CardSums cards, Awaited awaited, List<Bridge> bridges,
                BankSide bank, List<ZCheck> zs) {
            var listed = Stream.of(standing, bank.misfits, bank.contradictions).flatMap(List::stream)
                    .toList();
            long held = quarantine.held(transaction, tenant, store.store(), day);
            long undecided = payments.undecidedAt(transaction, tenant, store.store(), day);
            boolean anything = heard || held > 0 || undecided > 0;
            boolean agrees = bridges.stream().allMatch(Bridge::ok) && bank.findings().isEmpty() && held == 0
                    && undecided == 0 && awaited.isNothing() && zs.stream().allMatch(ZCheck::ok)
                    && listed.stream().noneMatch(Discrepancy::isOpen);
            var state = DayState.of(agrees, anything);
            return new DayResult(store.store(), day, state, state == DayState.AGREES, anything, behind(),
                    differing(cards, bridges, bank), bridges,
                    bank.open(), listed, bank.findings(), zs.stream().map(DayResult.ZResult::of).toList(),
                    held, undecided, awaited.unsettled(), awaited.openTerminals(),
                    sum(bridges.stream().map(Bridge::withoutSign)));
        }

        /// A box that is switched off after the last shift is heard again when it is switched on.
        private List<DayResult.Behind> behind() {
            Instant over = day.plusDays(1).atStartOfDay(store.zone()).toInstant();
            Instant ofLate = clock.instant().minus(OF_LATE);
            Instant until = ofLate.isBefore(over) ? ofLate : over;
            return boxes.heardTo(transaction, tenant, store.agents()).entrySet().stream()
                    .filter(box -> box.getValue().filter(to -> !to.isBefore(until)).isEmpty())
                    .map(box -> new DayResult.Behind(box.getKey(), box.getValue().orElse(null)))
                    .toList();
        }

        private static List<String> differing(CardSums cards, List<Bridge> bridges, BankSide bank) {
            var differing = new HashSet<>(cards.differing());
            for (Bridge bridge : bridges) {
                if (!bridge.ok() && bridge.left().source().equals(bridge.right().source())) {
                    differing.add(bridge.left().source());
                } else if (!bridge.ok() && bridge.right().source().equals(BANK)) {
                    differing.add(BANK);
                }
            }
            if (!bank.findings().isEmpty()) {
                differing.add(BANK);
            }
            return differing.stream().sorted().toList();
        }

        private Money terminalTotals(List<TerminalBatch> batches) {
            return sum(batches.stream()
                    .flatMap(batch -> batch.closed().totals().stream())
                    .map(TerminalBatchClosed.CardTotal::gross));
        }

        /// What acquirers settled of the day: the lines of its payments, and those that misfit. One that has found its payment
        /// counts where that is, whatever a person said of it before.
        private List<KeptLine> lines(Collection<Reservation> settled) {
            Set<UUID> lines = new HashSet<>();
            settled.forEach(match -> lines.add(match.theirs()));
            lines.addAll(unmatched(standing.stream()
                    .filter(one -> DiscrepancyClass.OF_MATCHING.contains(one.type()))
                    .map(Discrepancy::settlementLine)
                    .filter(Objects::nonNull).toList()));
            return settlements.lines(transaction, tenant, lines);
        }

        private Set<UUID> unmatched(Collection<UUID> theirs) {
            var unmatched = new HashSet<>(theirs);
            unmatched.removeAll(matches.byTheirs(transaction, tenant, theirs).keySet());
            return unmatched;
        }

        /// Of the whole payouts, with what other stores and days have in them.
        private Bridge feeBridge(List<KeptPayout> payouts) {
            var lines = settlements.linesOf(transaction, tenant,
                    payouts.stream().map(KeptPayout::id).toList());
            Money gross = sum(lines.stream().map(line -> line.line().settled().gross()));
            Money fees = sum(lines.stream().map(line -> line.line().settled().fees().total()));
            return Bridge.of("fees",
                    new Side(CardSums.SETTLEMENT, "gross - fees of the payouts' lines", gross.minus(fees)),
                    new Side(CardSums.SETTLEMENT, "payouts",
                            sum(payouts.stream().map(p -> p.settled().net()))));
        }

        private Money sum(Stream<Money> amounts) {
            return Money.sum(amounts.filter(amount -> amount.currency().equals(currency)).toList(), currency);
        }

        /// What the bank shows of the day's payouts.
        private final class BankSide {
            private final List<KeptPayout> payouts;
            private final List<Discrepancy> misfits;
            private final Map<UUID, Reservation> paid;
            private final Set<UUID> answered = new HashSet<>();
            private final List<KeptBankLine> lines;
            private final List<KeptStatement> shown;
            private final List<Discrepancy> contradictions;

            BankSide(List<KeptPayout> payouts) {
                this.payouts = payouts;
                var ids = payouts.stream().map(KeptPayout::id).toList();
                this.misfits = standing(discrepancies.atBank(transaction, tenant, ids));
                this.paid = matches.byOurs(transaction, tenant, ids);
                Set<UUID> lineIds = new HashSet<>();
                paid.values().forEach(match -> lineIds.add(match.theirs()));
                answered.addAll(paid.keySet());
                var unmatched = unmatched(misfits.stream().map(Discrepancy::bankLine)
                        .filter(Objects::nonNull).toList());
                unmatched.removeAll(statements.takenBack(transaction, tenant, unmatched));
                for (Discrepancy misfit : misfits) {
                    if (unmatched.contains(misfit.bankLine())) {
                        answered.add(Objects.requireNonNull(misfit.payout(),
                                "a discrepancy at the bank has a payout"));
                        lineIds.add(misfit.subject());
                    }
                }
                this.lines = statements.lines(transaction, tenant, lineIds);
                this.shown = statements.showing(transaction, tenant, lineIds);
                this.contradictions = standing(discrepancies.about(transaction, tenant,
                        shown.stream().flatMap(statement -> contradicting(statement.id())).toList()));
            }

            /// Names of what an issue could have that others leave out.
            private Stream<UUID> contradicting(UUID statement) {
                return statements.versions(transaction, tenant, statement).stream()
                        .map(other -> Contradiction.id(tenant, statement, other.id()));
            }

            List<Bridge> bridges() {
                var settled = payouts.stream()
                        .filter(payout -> answered.contains(payout.id()))
                        .map(payout -> payout.settled().net());
                return List.of(
                        Bridge.of("payouts-bank",
                                new Side(CardSums.SETTLEMENT, "payouts that the bank shows", sum(settled)),
                                new Side(BANK, "bank lines",
                                        sum(lines.stream().map(line -> line.line().amount())))),
                        Bridge.of("bank-balance",
                                new Side(BANK, "opening + entries of the statements", sum(shown
                                        .stream()
                                        .filter(BankSide::hasBalances)
                                        .map(s -> balance(s.opening()).plus(s.booked())))),
                                new Side(BANK, "closing of the statements", sum(shown.stream()
                                        .filter(BankSide::hasBalances)
                                        .map(s -> balance(s.closing()))))));
            }

            private static boolean hasBalances(KeptStatement statement) {
                return statement.opening() != null && statement.closing() != null;
            }

            private static Money balance(@Nullable Balance balance) {
                return Objects.requireNonNull(balance, "balance").amount();
            }

            List<String> findings() {
                return shown.stream()
                        .flatMap(statement -> statement.findings()
                                .stream()
                                .map(finding -> "statement " + statement.reference() + " " + finding))
                        .toList();
            }

            List<OpenPayout> open() {
                return payouts.stream()
                        .filter(payout -> !answered.contains(payout.id()))
                        .map(payout -> new OpenPayout(payout.id(), payout.acquirer(), payout.merchantId(),
                                payout.reference(), payout.payoutDate(), payout.settled().net()))
                        .toList();
            }
        }
    }

    private static List<Discrepancy> standing(Collection<Discrepancy> all) {
        return all.stream().filter(one -> one.state() != DiscrepancyState.EXPLAINED).toList();
    }
}
