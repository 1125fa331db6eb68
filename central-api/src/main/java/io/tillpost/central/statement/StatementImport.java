package io.tillpost.central.statement;

import io.tillpost.central.database.Transaction;
import io.tillpost.central.statement.BankStatement.Balance;
import io.tillpost.central.statement.Statements.Arrival;
import io.tillpost.central.statement.Statements.Issued;
import io.tillpost.central.statement.Statements.Shown;
import io.tillpost.central.statement.Statements.Version;
import io.tillpost.protocol.journal.Sha256;
import io.tillpost.protocol.money.Money;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Currency;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Takes a bank's file in: whole or not at all, and what is known already a second time without effect.
public final class StatementImport {
    private final Statements statements;
    private final Arrivals arrivals;
    private final Clock clock;

    public StatementImport(Statements statements, Arrivals arrivals, Clock clock) {
        this.statements = statements;
        this.arrivals = arrivals;
        this.clock = clock;
    }

    /// What became of a file.
    public sealed interface Taken {
        /// It is kept; `newLines` of its lines were not known before.
        record Imported(List<KeptStatement> statements, int newLines) implements Taken {
            public Imported {
                statements = List.copyOf(statements);
            }
        }

        /// Nobody has named this account; nothing was kept.
        record UnknownAccount(String iban) implements Taken {}

        /// The account is kept in another currency than the file has; nothing was kept.
        record OtherCurrency(String iban, Currency expected, Currency found) implements Taken {}
    }

    public Taken take(Transaction transaction, String tenant, byte[] bytes) throws UnreadableFileException {
        var read = new ArrayList<BankStatement>();
        CamtReader.read(bytes, read::add);
        statements.lock(transaction, tenant,
                read.stream().map(BankStatement::account).collect(Collectors.toSet()));
        var accounts = new HashMap<String, BankAccount>();
        for (BankStatement statement : read) {
            var account = statements.account(transaction, tenant, statement.account());
            if (account.isEmpty()) {
                return new Taken.UnknownAccount(statement.account());
            }
            var other = otherCurrency(statement, account.get().currency());
            if (other != null) {
                return new Taken.OtherCurrency(statement.account(), account.get().currency(), other);
            }
            accounts.put(statement.account(), account.get());
        }
        // From here on it is kept.
        return keep(transaction, tenant, bytes, read, accounts);
    }

    private Taken keep(Transaction transaction, String tenant, byte[] bytes, List<BankStatement> read,
            Map<String, BankAccount> accounts) {
        String sha256 = Sha256.of(bytes).toString();
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        var naming = new Naming(transaction, tenant, now);
        for (BankStatement statement : read) {
            BankAccount account = accounts.get(statement.account());
            if (account != null) {
                naming.add(statement, account);
            }
        }
        List<UUID> newLines = statements.keep(transaction, tenant,
                NamedId.of("statement-file", tenant, sha256), sha256, now, naming.arrivals);
        arrivals.bankLines(transaction, tenant, news(transaction, tenant, newLines, naming, now));
        return new Taken.Imported(statements.statements(transaction, tenant, naming.ids), newLines.size());
    }

    /// Holds what is new against other issues of the same statements.
    private BankNews news(Transaction transaction, String tenant, List<UUID> fresh, Naming naming,
            Instant now) {
        var found = new HashMap<Set<UUID>, List<Contradiction>>();
        for (Arrival arrival : naming.arrivals) {
            UUID id = arrival.statement().id();
            var issues = statements.versions(transaction, tenant, id);
            var ids = issues.stream().map(Version::id).collect(Collectors.toUnmodifiableSet());
            if (!issues.isEmpty() && !found.containsKey(ids)) {
                statements.replace(transaction, tenant, Versions.replaced(issues), now);
                found.put(ids, Versions.contradictions(statements.versions(transaction, tenant, id)));
            }
        }
        var touched = new HashSet<>(statements.lineIds(transaction, tenant,
                found.keySet().stream().flatMap(Set::stream).toList()));
        for (Arrival arrival : naming.arrivals) {
            touched.addAll(statements.takenBack(transaction, tenant,
                    arrival.lines().stream().map(KeptBankLine::id).toList()));
        }
        return new BankNews(fresh, statements.noteStanding(transaction, tenant, touched, now),
                found.keySet(), found.values().stream().flatMap(List::stream).toList());
    }

    private static @Nullable Currency otherCurrency(BankStatement statement, Currency expected) {
        var balances = Stream.of(statement.opening(), statement.closing())
                .filter(Objects::nonNull)
                .map(Balance::amount);
        return Stream.concat(balances, statement.lines().stream().map(BankLine::amount))
                .map(Money::currency)
                .filter(currency -> !currency.equals(expected))
                .findFirst()
                .orElse(null);
    }

    /// Gives statements and lines of one file the ids that they have in every file.
    private final class Naming {
        private final Transaction transaction;
        private final String tenant;
        private final Instant now;
        private final Set<UUID> ids = new LinkedHashSet<>();
        private final List<Arrival> arrivals = new ArrayList<>();
        /// What this file's statements say of each account.
        private final Map<String, List<Stated>> stated = new HashMap<>();
        /// Lines of this file's statements that do not say where they stand between others: taken as parts.
        private final Map<String, Set<UUID>> loose = new HashMap<>();

        Naming(Transaction transaction, String tenant, Instant now) {
            this.transaction = transaction;
            this.tenant = tenant;
            this.now = now;
        }

        /// A statement that is known, or stands twice in one file, counts once: its lines are not more of the same.
        void add(BankStatement statement, BankAccount account) {
            var booked = statement.booked();
            Money sum = booked == null ? Money.zero(account.currency()) : booked;
            UUID id = NamedId.of("bank-statement", tenant, account.iban(), statement.reference(),
                    String.valueOf(statement.sequence()), text(statement.opening()),
                    text(statement.closing()),
                    sum.decimal(), Integer.toString(statement.lines().size()));
            String content = statement.content();
            if (statement.addsUp() && isAnotherIssue(id, statement.issue(), content)) {
                id = NamedId.of("bank-statement", tenant, id.toString(), content);
            }
            if (!ids.add(id) || !statements.known(transaction, tenant, List.of(id)).isEmpty()) {
                return;
            }
            List<KeptBankLine> lines = lines(statement, account);
            arrivals.add(new Arrival(new KeptStatement(id, account.iban(), statement.reference(),
                    statement.sequence(), statement.opening(), statement.closing(), sum, lines.size(), now,
                    List.of(), null), statement.issue(), content, lines));
        }

        /// Whether it has other entries of the same sum than the one that is known, and stands for it. Else it is taken to be the
        /// same: the texts of a statement that is sent once more may be others.
        private boolean isAnotherIssue(UUID known, Issue issue, String content) {
            return arrivals.stream()
                    .filter(arrival -> arrival.statement().id().equals(known))
                    .map(arrival -> new Issued(arrival.issue(), arrival.content()))
                    .findFirst()
                    .or(() -> statements.issued(transaction, tenant, known))
                    .filter(found -> !found.content().equals(content) && issue.standsFor(found.issue()))
                    .isPresent();
        }

        private List<KeptBankLine> lines(BankStatement statement, BankAccount account) {
            Balance closing = statement.closing();
            if (closing == null) {
                var others = loose.computeIfAbsent(account.iban(), _ -> new HashSet<>());
                var lines = SameEntries.named(tenant, account, statement, others);
                others.addAll(ids(lines));
                return lines;
            }
            var days = Days.of(statement);
            var here = stated.computeIfAbsent(account.iban(), _ -> new ArrayList<>());
            var others = new ArrayList<>(
                    statements.around(transaction, tenant, account.iban(), days.ends(), days.booked()));
            here.stream().filter(other -> other.days().meet(days)).map(Stated::shown).forEach(others::add);
            var lines = SameEntries.named(tenant, account, statement,
                    SameEntries.besides(statement, others));
            here.add(new Stated(new Shown(statement.opening(), closing, ids(lines)), days));
            return lines;
        }

        private static Set<UUID> ids(List<KeptBankLine> lines) {
            return lines.stream().map(KeptBankLine::id).collect(Collectors.toSet());
        }

        private static String text(@Nullable Balance balance) {
            return balance == null ? "" : balance.date() + " " + balance.amount();
        }
    }

    private record Stated(Shown shown, Days days) {}

    /// The days on which a statement opens and closes, and those on which its lines are booked.
    private record Days(Set<LocalDate> ends, Set<LocalDate> booked) {
        static Days of(BankStatement statement) {
            return new Days(
                    Stream.of(statement.opening(), statement.closing())
                            .filter(Objects::nonNull)
                            .map(Balance::date)
                            .collect(Collectors.toUnmodifiableSet()),
                    statement.lines().stream().map(BankLine::bookingDate)
                            .collect(Collectors.toUnmodifiableSet()));
        }

        boolean meet(Days other) {
            return !Collections.disjoint(ends, other.ends) || !Collections.disjoint(booked, other.booked);
        }
    }
}
