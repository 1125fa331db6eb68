package io.tillpost.central.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.central.command.CommandDesk.Order;
import io.tillpost.central.command.CommandDesk.Sending;
import io.tillpost.central.command.CommandRefusedException.Reason;
import io.tillpost.central.command.sql.SqlCommands;
import io.tillpost.central.database.Sql;
import io.tillpost.central.database.Transaction;
import io.tillpost.central.enrolment.EnrolmentWorld;
import io.tillpost.central.ingest.sql.SqlJournals;
import io.tillpost.central.store.Store;
import io.tillpost.protocol.journal.IdSource;
import io.tillpost.protocol.json.JsonTree;
import io.tillpost.protocol.sync.CommandMessage;
import io.tillpost.protocol.sync.CommandReport;
import io.tillpost.protocol.sync.CommandState;
import io.tillpost.protocol.sync.Hello;
import io.tillpost.protocol.sync.Presence;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What head office sends when, and what it makes of reports: in PostgreSQL, with a clock that the test turns.
class CommandDeskTest {
    private static final String A = "north-a";
    private static final String B = "north-b";

    private final EnrolmentWorld world = new EnrolmentWorld();
    private final SqlCommands commands = new SqlCommands();
    private final CommandDesk desk = desk();

    private CommandDesk desk() {
        return new CommandDesk(world.database, commands, world.stores, world.incidents,
                IdSource.uuidV7(world.clock, world.random), world.clock);
    }

    @BeforeEach
    void start() {
        world.store("acme", "north", A);
        world.store("acme", "south", "south-a", "south-b");
    }

    @AfterEach
    void stop() {
        world.close();
    }

    @Test
    void aConnectedAgentIsToldAtOnceAndAgainEverLaterUntilItHasReportedTheEnd() throws Exception {
        online(A, true);
        HeldCommand held = issue("north", null, Duration.ofHours(1));
        assertEquals(List.of(held.command()), issued(desk.due()));
        assertEquals(List.of(), desk.due());
        assertEquals(List.of(), afterPause(14));
        assertEquals(List.of(held.command()), issued(afterPause(2)));
        assertEquals(List.of(), afterPause(29));
        assertEquals(List.of(held.command()), issued(afterPause(2)));
        assertEquals(Optional.empty(), report("north", held, A, CommandState.RECEIVED));
        assertEquals("received", state(held));
        assertEquals(Optional.of(new CommandMessage.Taken(held.command(), A, CommandState.DONE)),
                report("north", held, A, CommandState.DONE));
        assertEquals("done", state(held));
        assertEquals(List.of(), afterPause(3_600));
        assertEquals(List.of(), desk.afterWelcome("north", A));
    }

    @Test
    void toNoteASendingDoesNotReadTheOtherCommands() throws Exception {
        HeldCommand held = issue("north", null, Duration.ofHours(1));
        world.test.execute(
                """
                        insert into store (tenant, store, legal_entity, title, zone, currency)
                        select 'tenant-' || n, 'store-' || n, 'acme', '', 'Europe/Berlin', 'EUR' from generate_series(0, 999) n;
                        insert into command (tenant, command, store, agent, name, arguments, issued_at, valid_until, asked_by,
                            traceparent, state, ended_at)
                        select 'tenant-' || n % 1000, gen_random_uuid(), 'store-' || n % 1000, 'a', 'ping', '{}', now(), now(), 'anna', '',
                               'done', now()
                          from generate_series(1, 30000) n;
                        analyze command;
                        select pg_stat_force_next_flush()""");
        world.database.inTransaction(CommandDeskTest::tellBlocks);
        long before = blocksRead();
        world.database.inTransaction(tx -> {
            commands.sent(tx, held.store(), held.command(), world.clock.instant());
            return tellBlocks(tx);
        });
        long read = blocksRead() - before;
        assertTrue(read > 0 && read < 60, read + " blocks read");
    }

    /// A connection tells what it has read within a second or so, or at once if it is asked to.
    private static boolean tellBlocks(Transaction tx) {
        return Sql.one(tx, "select true from pg_stat_force_next_flush()", row -> row.getBoolean(1));
    }

    private long blocksRead() {
        return Long.parseLong(world.test.value("""
                select (heap_blks_read + heap_blks_hit + idx_blks_read + idx_blks_hit)::text
                  from pg_statio_user_tables where relname = 'command'"""));
    }

    @Test
    void anAgentThatIsAwayIsToldWhenItIsWelcomedWithTheTimeThatIsLeft() throws Exception {
        HeldCommand held = issue("north", null, Duration.ofHours(1));
        assertEquals(List.of(), desk.due());
        assertEquals(1, pending(A));
        world.clock.turn(Duration.ofMinutes(20));
        var sending = desk.afterWelcome("north", A).getFirst();
        var message = assertInstanceOf(CommandMessage.Issue.class, sending.message());
        assertEquals(Duration.ofMinutes(40).toMillis(), message.command().validForMs());
        assertEquals("anna", message.command().askedBy());
        assertEquals(held.command(), message.command().id());
        assertEquals(List.of(), desk.afterWelcome("north", "south-a"), "not this store's agent");
    }

    @Test
    void whatNoAgentCameForExpiresHereAndWhatOneMayHaveExpiresByItsWord() throws Exception {
        HeldCommand never = issue("north", null, Duration.ofMinutes(1));
        world.clock.turn(Duration.ofMinutes(2));
        assertEquals(List.of(), desk.due());
        assertEquals("expired", state(never));
        online(A, true);
        HeldCommand sent = issue("north", null, Duration.ofMinutes(1));
        assertEquals(1, desk.due().size());
        world.clock.turn(Duration.ofMinutes(2));
        var message = (CommandMessage.Issue) desk.due().getFirst().message();
        assertEquals(0, message.command().validForMs());
        assertEquals("issued", state(sent));
        var _ = report("north", sent, A, CommandState.EXPIRED);
        assertEquals("expired", state(sent));
    }

    @Test
    void whatNoAgentHasIsTakenBackAtOnceAndWhatOneMayHaveIsAskedFor() throws Exception {
        HeldCommand never = issue("north", null, Duration.ofHours(1));
        assertEquals("cancelled", cancel("north", never).orElseThrow().state());
        online(A, true);
        HeldCommand sent = issue("north", null, Duration.ofHours(1));
        assertEquals(1, desk.due().size());
        assertTrue(cancel("north", sent).orElseThrow().cancelAsked());
        assertEquals(List.of(new CommandMessage.Cancel(sent.command(), A)),
                desk.due().stream().map(Sending::message).toList());
        // It had begun by then: what the agent says counts.
        var _ = report("north", sent, A, CommandState.STARTED);
        assertEquals(Reason.TOO_LATE,
                assertThrows(CommandRefusedException.class, () -> cancel("north", sent)).reason());
        var _ = report("north", sent, A, CommandState.DONE);
        assertEquals("done", state(sent));
        assertEquals(Reason.TOO_LATE,
                assertThrows(CommandRefusedException.class, () -> cancel("north", sent)).reason());
        assertEquals(Optional.empty(), cancel("south", sent), "another store's");
    }

    @Test
    void reportsThatComeTwiceOrLateChangeNothingAndAnotherEndIsAnIncident() throws Exception {
        HeldCommand held = issue("north", null, Duration.ofHours(1));
        var _ = report("north", held, A, CommandState.STARTED);
        var _ = report("north", held, A, CommandState.RECEIVED);
        assertEquals("started", state(held));
        var _ = report("north", held, A, CommandState.UNKNOWN_AFTER_CRASH);
        var _ = report("north", held, A, CommandState.STARTED);
        assertEquals("unknown-after-crash", state(held));
        assertEquals("0", incidents("command-ends-differ"));
        assertTrue(report("north", held, A, CommandState.DONE).isPresent(), "it need not be said again");
        assertEquals("unknown-after-crash", state(held));
        assertEquals("1", incidents("command-ends-differ"));
    }

    @Test
    void aForeignReportChangesNothing() throws Exception {
        HeldCommand held = issue("south", "south-a", Duration.ofHours(1));
        assertEquals(Optional.empty(), report("south", held, "south-b", CommandState.DONE));
        assertEquals("1", incidents("command-foreign"));
        assertEquals(Optional.empty(), report("north", held, A, CommandState.DONE));
        assertEquals(Optional.empty(), report("north", held, "south-a", CommandState.DONE));
        assertEquals(Optional.empty(), report("nowhere", held, A, CommandState.DONE));
        assertEquals("issued", state(held));
    }

    @Test
    void aReportOnWhatARestoredDatabaseDoesNotKnowIsTakenSoThatItEnds() {
        var report = new CommandReport(UUID.randomUUID(), A, CommandState.DONE, null, "");
        assertEquals(Optional.of(new CommandMessage.Taken(report.command(), A, CommandState.DONE)),
                desk.reported("north", report));
    }

    @Test
    void oneOfSeveralAgentsHasToBeNamedAndAStoreHasLimits() throws Exception {
        assertEquals(Reason.AGENT, refused("south", null));
        assertEquals(Reason.AGENT, refused("south", B));
        assertEquals("south-b", issue("south", "south-b", Duration.ofHours(1)).agent());
        for (int i = 0; i < CommandDesk.MAX_PER_MINUTE; i++) {
            var _ = issue("north", null, Duration.ofHours(1));
        }
        assertEquals(Reason.TOO_MANY, refused("north", null));
        world.clock.turn(Duration.ofMinutes(2));
        for (int i = CommandDesk.MAX_PER_MINUTE; i < CommandDesk.MAX_OPEN; i++) {
            var _ = issue("north", null, Duration.ofHours(1));
        }
        world.clock.turn(Duration.ofMinutes(2));
        assertEquals(Reason.TOO_MANY, refused("north", null));
        world.clock.turn(Duration.ofHours(2));
        var _ = issue("north", null, Duration.ofHours(1));
    }

    @Test
    void severalNodesSendEachCommandOnce() throws Exception {
        online(A, true);
        for (int i = 0; i < 40; i++) {
            var _ = issue("north", null, Duration.ofHours(1));
        }
        var all = new ArrayList<UUID>();
        try (var nodes = Executors.newFixedThreadPool(4)) {
            Callable<List<Sending>> round = () -> desk().due();
            for (var one : nodes.invokeAll(List.of(round, round, round, round))) {
                all.addAll(issued(one.get()));
            }
        }
        all.addAll(issued(desk.due()));
        assertEquals(40, all.size());
        assertEquals(40, new HashSet<>(all).size());
    }

    private void online(String agent, boolean online) {
        world.database.inTransaction(tx -> {
            var journals = new SqlJournals(world.vault);
            UUID nonce = UUID.randomUUID();
            var _ = journals.heard(tx, "acme",
                    new Hello(agent, nonce, nonce, "test", 0, world.clock.instant(), List.of()),
                    world.clock.instant());
            journals.seen(tx, "acme", new Presence(agent, nonce, online, world.clock.instant()));
            return true;
        });
    }

    private HeldCommand issue(String store, @Nullable String agent, Duration validFor) throws Exception {
        var held = new HeldCommand[1];
        var refusal = new CommandRefusedException[1];
        world.database.inTransaction(tx -> {
            Store known = world.stores.find(tx, "acme", store).orElseThrow();
            try {
                held[0] = desk.issue(tx, known,
                        new Order(agent, "hello", JsonTree.EMPTY, validFor, "anna", "trace"));
            } catch (CommandRefusedException e) {
                refusal[0] = e;
            }
            return true;
        });
        if (refusal[0] != null) {
            throw refusal[0];
        }
        return held[0];
    }

    private Reason refused(String store, @Nullable String agent) {
        return assertThrows(CommandRefusedException.class, () -> issue(store, agent, Duration.ofHours(1)))
                .reason();
    }

    private Optional<HeldCommand> cancel(String store, HeldCommand held) throws CommandRefusedException {
        var refusal = new CommandRefusedException[1];
        Optional<HeldCommand> now = world.database.inTransaction(tx -> {
            try {
                return desk.cancel(tx, "acme", store, held.command());
            } catch (CommandRefusedException e) {
                refusal[0] = e;
                return Optional.empty();
            }
        });
        if (refusal[0] != null) {
            throw refusal[0];
        }
        return now;
    }

    private Optional<CommandMessage> report(String store, HeldCommand held, String agent,
            CommandState state) {
        return desk.reported(store,
                new CommandReport(held.command(), agent, state, JsonTree.EMPTY, "so it is"));
    }

    private String state(HeldCommand held) {
        return world.database.inTransaction(tx -> commands.find(tx, "acme", held.command()))
                .orElseThrow()
                .state();
    }

    private int pending(String agent) {
        return world.database.inTransaction(tx -> desk.pending(tx, "acme", agent));
    }

    private List<Sending> afterPause(long seconds) {
        world.clock.turn(Duration.ofSeconds(seconds));
        return desk.due();
    }

    private static List<UUID> issued(List<Sending> sendings) {
        assertFalse(sendings.stream().anyMatch(one -> one.message() instanceof CommandMessage.Taken));
        return sendings.stream()
                .map(one -> ((CommandMessage.Issue) one.message()).command().id())
                .toList();
    }

    private String incidents(String kind) {
        return world.test.value("select count(*) from incident where kind = '" + kind + "'");
    }
}
