package io.tillpost.edge.operator;

import io.tillpost.edge.TurnedClock;
import io.tillpost.edge.decision.Decision;
import io.tillpost.edge.decision.Reason;
import io.tillpost.edge.journal.Origin;
import io.tillpost.edge.journal.TestKeys;
import io.tillpost.edge.journal.sqlite.SqliteJournal;
import io.tillpost.edge.shift.Shifts;
import io.tillpost.protocol.event.Envelope;
import io.tillpost.protocol.event.EventCodec;
import io.tillpost.protocol.journal.IdSource;
import io.tillpost.protocol.journal.Lane;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// A store's people on a real journal. Closing it and opening another on the same folder is a restart.
final class PeopleWorld implements AutoCloseable {
    static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    final SqliteJournal journal;
    final Shifts shifts;
    final Operators operators;
    final Sessions sessions;
    final Approvals approvals;

    PeopleWorld(Path folder, TurnedClock clock) {
        var random = new Random();
        var zone = ZoneId.of("Europe/Berlin");
        var ids = IdSource.uuidV7(clock, random);
        journal = SqliteJournal.open(folder, new Origin("acme", "acme-de", "store-7", "store-7-a", zone,
                "0.1.0"), clock, ids, System::nanoTime, TestKeys.KEYS, TestKeys.RANDOM);
        shifts = new Shifts(Map.of("till-1", "drawer-1", "till-2", "drawer-2"),
                Currency.getInstance("EUR"), zone, clock, ids);
        operators = new Operators(journal, shifts, clock, random);
        sessions = new Sessions(journal, operators, shifts, clock, ids, random);
        approvals = new Approvals(operators, clock, random);
        var _ = operators.begin(List.of(person("anna", Role.CASHIER, "1234"),
                person("ben", Role.SUPERVISOR, "87654321")));
    }

    static NewOperator person(String name, Role role, String pin) {
        return new NewOperator(name, name + " K.", role, Pin.of(pin));
    }

    Decision<Operator> identify(String name, String pin) {
        return operators.identify("till-1", name, Pin.of(pin), TRACE);
    }

    Sessions.Started signIn(String till, String name, String pin) {
        return accepted(sessions.signIn(till, name, Pin.of(pin), TRACE));
    }

    <T> List<T> events(Class<T> type) {
        return journal.outbox()
                .rows(Lane.OPS, 1, 1000, 1 << 20)
                .stream()
                .map(stored -> EventCodec.decode(stored.row()))
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    Envelope lastEnvelope() {
        return EventCodec.envelope(
                journal.outbox().rows(Lane.OPS, 1, 1000, 1 << 20).getLast().row());
    }

    static <T> T accepted(Decision<T> decision) {
        return switch (decision) {
            case Decision.Accepted<T>(var value) -> value;
            case Decision.Refused<T>(var reason, var detail) ->
                throw new AssertionError(reason + ": " + detail);
        };
    }

    static Reason refused(Decision<?> decision) {
        if (decision instanceof Decision.Refused<?> refused) {
            return refused.reason();
        }
        throw new AssertionError("accepted: " + decision);
    }

    @Override
    public void close() {
        journal.close();
    }
}
