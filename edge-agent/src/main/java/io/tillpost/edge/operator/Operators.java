package io.tillpost.edge.operator;

import io.tillpost.edge.decision.Decision;
import io.tillpost.edge.decision.Reason;
import io.tillpost.edge.journal.Journal;
import io.tillpost.edge.journal.Shelf;
import io.tillpost.edge.journal.Stamp;
import io.tillpost.edge.journal.UnitOfWork;
import io.tillpost.edge.journal.View;
import io.tillpost.edge.shift.Shifts;
import io.tillpost.protocol.event.Actor;
import io.tillpost.protocol.event.OperatorLocked;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Who works here, and whether somebody is who they say. Wrong PINs are counted on disk, so that no restart forgives
/// them. Safe for use by all threads, outside any unit of work.
public final class Operators {
    /// Five guesses of four digits are right once in two thousand times.
    private static final int FAILURES_MAX = 5;
    /// Long enough that guessing all of four digits takes a week, short enough for a queue of customers.
    private static final Duration LOCKED_FOR = Duration.ofMinutes(5);
    private static final Shelf<Account> ACCOUNTS = new Shelf<>("operator", Account.class);

    private final Journal journal;
    private final Shifts shifts;
    private final Clock clock;
    private final RandomGenerator random;
    /// Checked for names that do not exist, so that they take as long as those that do.
    private final PinHash nobody;
    private volatile Runnable added = () -> {};

    /// @param random for salts
    public Operators(Journal journal, Shifts shifts, Clock clock, RandomGenerator random) {
        this.journal = journal;
        this.shifts = shifts;
        this.clock = clock;
        this.random = random;
        this.nobody = PinHash.ofNobody(random);
    }

    /// From now on `listener` hears whenever somebody was taken on, outside any unit of work.
    public void whenAdded(Runnable listener) {
        added = listener;
    }

    /// The first operators of a store: taken only while there are none. True if they were.
    public boolean begin(List<NewOperator> first) {
        if (first.isEmpty() || !all().isEmpty()) {
            return false;
        }
        List<Account> accounts = first.stream().map(this::account).toList();
        return journal.commit(unit -> {
            accounts.forEach(account -> store(unit, account));
            return true;
        });
    }

    /// All of them, by name, the disabled ones too.
    public List<Operator> all() {
        return journal.read(view -> view.all(ACCOUNTS)).stream().map(Account::operator).toList();
    }

    /// Takes somebody on. Names are never used twice: events carry them.
    public Decision<Operator> add(NewOperator person) {
        Account account = account(person);
        Decision<Operator> decision = journal.commit(unit -> {
            if (unit.find(ACCOUNTS, person.operator()).isPresent()) {
                return Decision.refuse(Reason.OPERATOR_EXISTS,
                        "operator '" + person.operator() + "' exists, expected a name that was never used");
            }
            store(unit, account);
            return Decision.accept(account.operator());
        });
        if (decision instanceof Decision.Accepted<Operator>) {
            added.run();
        }
        return decision;
    }

    /// Gives somebody another PIN, and unlocks them.
    public Decision<Operator> setPin(String name, Pin pin) {
        PinHash fresh = PinHash.of(pin, random);
        return changed(name, account -> account.withPin(fresh));
    }

    /// From now on this operator can neither sign in nor approve.
    public Decision<Operator> disable(String name) {
        return changed(name, Account::disabled);
    }

    /// The operator of this name, if the PIN is right and nobody guessed too often. What is wrong is not said.
    ///
    /// @param till where it was typed
    public Decision<Operator> identify(String till, String name, Pin pin, String traceparent) {
        Account before = find(name).filter(account -> account.operator().enabled()).orElse(null);
        if (before != null && before.lockedAt(clock.instant(), LOCKED_FOR)) {
            return locked(before);
        }
        boolean right = (before == null ? nobody : before.pin()).matches(pin);
        return before == null
                ? wrong(name)
                : journal.commit(unit -> judged(unit, before, right, till, traceparent));
    }

    /// Whether there is an operator of this name who may sign in.
    static boolean isEnabled(View view, String name) {
        return view.find(ACCOUNTS, name).filter(account -> account.operator().enabled()).isPresent();
    }

    /// As an operator stands now, if there is one.
    Optional<Operator> byName(String name) {
        return find(name).map(Account::operator);
    }

    /// Guesses that were checked at the same time are judged one after the other: none of them passes a lock.
    private Decision<Operator> judged(UnitOfWork unit, Account before, boolean right, String till,
            String traceparent) {
        String name = before.operator().operator();
        Account now = unit.find(ACCOUNTS, name).orElse(before);
        if (now.lockedAt(clock.instant(), LOCKED_FOR)) {
            return locked(now);
        }
        if (!now.operator().enabled() || !now.pin().equals(before.pin())) {
            return wrong(name);
        }
        if (right) {
            store(unit, now.known());
            return Decision.accept(now.operator());
        }
        int failures = now.failures() + 1;
        if (failures < FAILURES_MAX) {
            store(unit, now.failed(failures));
            return wrong(name);
        }
        Account shut = now.locked(clock.instant().plus(LOCKED_FOR));
        store(unit, shut);
        Stamp stamp = shifts.systemStamp(unit, till, traceparent);
        var _ = unit.append(stamp, new OperatorLocked(name, failures));
        return locked(shut);
    }

    private Decision<Operator> changed(String name, UnaryOperator<Account> change) {
        return journal.commit(unit -> {
            Account account = unit.find(ACCOUNTS, name).orElse(null);
            if (account == null) {
                return Decision.refuse(Reason.NOT_FOUND, "no operator '" + name + "'");
            }
            Account now = change.apply(account);
            store(unit, now);
            return Decision.accept(now.operator());
        });
    }

    private Account account(NewOperator person) {
        return new Account(new Operator(person.operator(), person.title(), person.role(), true),
                PinHash.of(person.pin(), random), 0, null);
    }

    private Optional<Account> find(String name) {
        return journal.read(view -> view.find(ACCOUNTS, name));
    }

    private static void store(UnitOfWork unit, Account account) {
        unit.put(ACCOUNTS, account.operator().operator(), account);
    }

    static <T> Decision<T> wrong(String name) {
        return Decision.refuse(Reason.WRONG_PIN, "operator '" + name + "' or the PIN is wrong");
    }

    private static Decision<Operator> locked(Account account) {
        @Nullable
        Instant until = account.lockedUntil();
        return Decision.refuse(Reason.OPERATOR_LOCKED, "operator '" + account.operator().operator()
                + "' is locked until " + until + " after " + FAILURES_MAX + " wrong PINs");
    }

    /// The envelope of what somebody does at a till.
    Stamp stamp(UnitOfWork unit, String till, String operator, String traceparent) {
        Stamp stamp = shifts.systemStamp(unit, till, traceparent);
        return new Stamp(stamp.till(), Actor.cashier(operator), null, stamp.mode(), stamp.businessDate(),
                stamp.shift(), traceparent);
    }
}
