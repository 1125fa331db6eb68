package io.tillpost.edge.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.edge.journal.JournalRefusedException;
import io.tillpost.edge.journal.Origin;
import io.tillpost.edge.journal.Stamp;
import io.tillpost.edge.journal.TestKeys;
import io.tillpost.edge.journal.sqlite.SqliteJournal;
import io.tillpost.protocol.event.Actor;
import io.tillpost.protocol.event.CommandResult;
import io.tillpost.protocol.event.EventCodec;
import io.tillpost.protocol.event.Mode;
import io.tillpost.protocol.failpoint.Failpoints;
import io.tillpost.protocol.journal.IdSource;
import io.tillpost.protocol.journal.Lane;
import io.tillpost.protocol.json.JsonTree;
import io.tillpost.protocol.sync.Command;
import io.tillpost.protocol.sync.CommandMessage;
import io.tillpost.protocol.sync.CommandReport;
import io.tillpost.protocol.sync.CommandState;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What becomes of a command, on a real journal; head office is the test, and sees the reports.
class CommandsTest {
    private static final String AGENT = "s-1-a";
    private static final Instant NOW = Instant.parse("2026-03-02T10:00:00Z");
    private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    @TempDir
    private Path folder;

    private final AtomicLong nanos = new AtomicLong();
    private final AtomicInteger runs = new AtomicInteger();
    private final BlockingQueue<CommandReport> reports = new LinkedBlockingQueue<>();
    private final CountDownLatch go = new CountDownLatch(1);
    private SqliteJournal journal;
    private Commands commands;
    private volatile Failpoints failpoints = Failpoints.NONE;

    private static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    @BeforeEach
    void start() {
        prepare(2_000);
        commands.start(reports::add);
    }

    @AfterEach
    void stop() {
        go.countDown();
        commands.close();
        journal.close();
    }

    private void open(int kept) {
        prepare(kept);
        commands.start(reports::add);
    }

    private void prepare(int kept) {
        var clock = Clock.fixed(NOW, ZoneOffset.UTC);
        journal = SqliteJournal.open(folder, new Origin("acme", "acme-de", "s-1", AGENT, ZoneOffset.UTC,
                "0.1.0"), clock, IdSource.uuidV7(clock, new Random(1)), nanos::get, TestKeys.KEYS,
                TestKeys.RANDOM);
        commands = new Commands(AGENT, journal,
                (_, trace) -> new Stamp("till-1", Actor.SYSTEM, null, Mode.LIVE, LocalDate.of(2026, 3, 2),
                        null,
                        trace),
                List.of(handler("once", false), handler("again", true), handler("waits", true)), nanos::get,
                point -> failpoints.reached(point), kept);
    }

    private CommandHandler handler(String name, boolean repeatable) {
        return new CommandHandler() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public boolean repeatable() {
                return repeatable;
            }

            @Override
            public CommandOutcome run(Arguments arguments, CommandCause cause) throws InterruptedException {
                arguments.only("fail", "throw", "break");
                runs.incrementAndGet();
                if (name.equals("waits")) {
                    go.await();
                }
                if (arguments.text("throw").isPresent()) {
                    throw new IllegalStateException("out of paper");
                }
                if (arguments.text("break").isPresent()) {
                    throw new OutOfMemoryError("Java heap space");
                }
                return arguments.text("fail").isPresent()
                        ? new CommandOutcome.Failed("asked to fail")
                        : CommandOutcome.Done.with(new Ran(runs.get()), "ran for " + cause.askedBy());
            }
        };
    }

    private record Ran(int times) {}

    /// The agent is killed and starts again.
    private void restart() {
        commands.close();
        journal.close();
        failpoints = Failpoints.NONE;
        reports.clear();
        open(2_000);
    }

    @Test
    void aCommandIsReceivedStartedAndDoneWithItsEventAndOneIsAnsweredTwiceAndRunOnce() throws Exception {
        Command command = command("once", "{}", 60_000);
        send(command);
        assertEquals(CommandState.RECEIVED, next().state());
        assertEquals(CommandState.STARTED, next().state());
        CommandReport done = next();
        assertEquals(CommandState.DONE, done.state());
        assertEquals("ran for anna", done.detail());
        send(command);
        assertEquals(done, next());
        assertEquals(1, runs.get());
        assertEquals(List.of(new CommandResult(command.id(), "once", "done", "ran for anna")), events());
    }

    @Test
    void anEndIsSaidAtEachWelcomeUntilHeadOfficeHasItAndADuplicateIsAnsweredEvenThen() throws Exception {
        Command command = command("once", "{}", 60_000);
        send(command);
        CommandReport done = nextEnd();
        commands.welcomed();
        assertEquals(done, next());
        restart();
        commands.welcomed();
        assertEquals(done, next());
        commands.came(new CommandMessage.Taken(command.id(), AGENT, CommandState.FAILED));
        commands.welcomed();
        assertEquals(done, next());
        commands.came(new CommandMessage.Taken(command.id(), AGENT, CommandState.DONE));
        commands.welcomed();
        send(command);
        assertEquals(done, next());
        assertEquals(List.of(), List.copyOf(reports));
        assertEquals(1, runs.get());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "unknown-name | {}             | command 'unknown-name' is not known here",
        "once         | {\"x\":\"1\"}   | argument 'x' is not known",
        "once         | {\"fail\":1}    | is no text",
        "once         | {\"fail\":\"1\"} | asked to fail", "once         | {\"throw\":\"1\"} | out of paper",
        "once         | {\"break\":\"1\"} | Java heap space"})
    void whatCannotBeDoneFailsInWords(String name, String arguments, String words) throws Exception {
        send(command(name, arguments, 60_000));
        CommandReport end = nextEnd();
        assertEquals(CommandState.FAILED, end.state());
        assertTrue(end.detail().contains(words), end.detail());
        assertNull(end.result());
        assertEquals(1, events().size());
    }

    @Test
    void whatBreaksOneCommandLeavesTheNextToBeDone() throws Exception {
        send(command("once", "{\"break\":\"1\"}", 60_000));
        assertEquals(CommandState.FAILED, nextEnd().state());
        for (String point : List.of("command.after-receive", "command.after-start", "command.after-end")) {
            var broken = new CountDownLatch(1);
            failpoints = at -> {
                if (at.equals(point)) {
                    failpoints = Failpoints.NONE;
                    broken.countDown();
                    throw new OutOfMemoryError("Java heap space");
                }
            };
            send(command("once", "{}", 60_000));
            assertTrue(broken.await(20, TimeUnit.SECONDS), point);
            reports.clear();
            Command next = command("once", "{}", 60_000);
            send(next);
            reported(next, CommandState.DONE);
        }
    }

    @Test
    void oneThatComesTooLateOrWaitsTooLongNeverBegins() throws Exception {
        send(command("once", "{}", 0));
        assertEquals(CommandState.EXPIRED, nextEnd().state());
        send(command("waits", "{}", 60_000));
        awaitRuns(1);
        Command waiting = command("once", "{}", 5_000);
        send(waiting);
        reported(waiting, CommandState.RECEIVED);
        // A copy that was held back promises more time than there is.
        send(command(waiting, 60_000));
        reported(waiting, CommandState.RECEIVED);
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(6));
        go.countDown();
        assertEquals(CommandState.DONE, nextEnd().state());
        CommandReport late = nextEnd();
        assertEquals(waiting.id(), late.command());
        assertEquals(CommandState.EXPIRED, late.state());
        assertEquals(1, runs.get());
    }

    @Test
    void oneThatIsTakenBackNeverBeginsNotEvenWhenItComesAfterItsCancellation() throws Exception {
        send(command("waits", "{}", 60_000));
        awaitRuns(1);
        Command waiting = command("once", "{}", 60_000);
        send(waiting);
        reported(waiting, CommandState.RECEIVED);
        commands.came(new CommandMessage.Cancel(waiting.id(), AGENT));
        assertEquals(CommandState.CANCELLED, nextEnd().state());
        Command unseen = command("once", "{}", 60_000);
        commands.came(new CommandMessage.Cancel(unseen.id(), AGENT));
        assertEquals(CommandState.CANCELLED, nextEnd().state());
        send(unseen);
        assertEquals(CommandState.CANCELLED, nextEnd().state());
        go.countDown();
        assertEquals(CommandState.DONE, nextEnd().state());
        Command done = command("once", "{}", 60_000);
        send(done);
        assertEquals(CommandState.DONE, nextEnd().state());
        commands.came(new CommandMessage.Cancel(done.id(), AGENT));
        assertEquals(CommandState.DONE, nextEnd().state());
        assertEquals(2, runs.get());
    }

    @Test
    void anotherAgentsCommandIsLeftAlone() throws Exception {
        Command foreign = new Command(UUID.randomUUID(), "s-1-b", "once", JsonTree.EMPTY,
                NOW, 60_000, "anna", TRACE);
        send(foreign);
        Command own = command("once", "{}", 60_000);
        send(own);
        assertEquals(own.id(), nextEnd().command());
        assertTrue(commands.find(foreign.id()).isEmpty());
    }

    @ParameterizedTest
    @CsvSource({"command.after-receive,once,0,1,DONE", "command.after-start,once,0,0,UNKNOWN_AFTER_CRASH",
        "command.after-run,once,1,1,UNKNOWN_AFTER_CRASH", "command.after-end,once,1,1,DONE",
        "command.after-start,again,0,1,DONE", "command.after-run,again,1,2,DONE",
        "command.after-end,again,1,1,DONE"})
    void killedAnywhereItIsRunAtMostOnceUnlessTwiceIsTheSame(String point, String name, int before, int after,
            CommandState end) throws Exception {
        var killed = new CountDownLatch(1);
        failpoints = at -> {
            if (at.equals(point)) {
                killed.countDown();
                throw new Killed();
            }
        };
        Command command = command(name, "{}", 60_000);
        Thread.setDefaultUncaughtExceptionHandler((_, _) -> {});
        try {
            send(command);
            assertTrue(killed.await(20, TimeUnit.SECONDS));
            assertEquals(before, runs.get());
            restart();
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(null);
        }
        commands.welcomed();
        send(command);
        CommandReport said = nextEnd();
        assertEquals(end, said.state());
        assertEquals(after, runs.get());
        assertEquals(List.of(end.wireName()), events().stream().map(CommandResult::state).toList());
    }

    @Test
    void oneThatHadBegunIsBegunAgainOnceTheJournalTakesIt() throws Exception {
        var killed = new CountDownLatch(1);
        failpoints = at -> {
            if (at.equals("command.after-start")) {
                killed.countDown();
                throw new Killed();
            }
        };
        Command command = command("again", "{}", 60_000);
        send(command);
        assertTrue(killed.await(20, TimeUnit.SECONDS));
        commands.close();
        journal.close();
        failpoints = Failpoints.NONE;
        reports.clear();
        prepare(2_000);
        try (var other = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("journal.db"));
                var statement = other.createStatement()) {
            var _ = statement.execute("begin immediate");
            commands.start(reports::add);
            // What was asked of the journal before is refused before this is.
            for (int i = 0; i < 2; i++) {
                assertThrows(JournalRefusedException.class, () -> journal.commit(_ -> true));
            }
            var _ = statement.execute("rollback");
        }
        assertEquals(CommandState.DONE, nextEnd().state());
        assertEquals(1, runs.get());
    }

    @Test
    void whatWasReceivedButNotBegunWaitsForHeadOfficeToSayHowMuchTimeIsLeft() throws Exception {
        send(command("waits", "{}", 60_000));
        awaitRuns(1);
        Command waiting = command("once", "{}", 60_000);
        send(waiting);
        reported(waiting, CommandState.RECEIVED);
        restart();
        awaitRuns(2);
        send(command(waiting, 0));
        go.countDown();
        CommandReport end;
        do {
            end = nextEnd();
        } while (!end.command().equals(waiting.id()));
        assertEquals(CommandState.EXPIRED, end.state());
    }

    @Test
    void ofEndedCommandsAFixedNumberIsRememberedAndNoneOlderIsBegun() throws Exception {
        commands.close();
        journal.close();
        open(2);
        var all = new ArrayList<Command>();
        for (int i = 0; i < 4; i++) {
            all.add(endedAndTaken(NOW.plusSeconds(i)));
        }
        send(all.get(3));
        assertEquals(CommandState.DONE, nextEnd().state());
        send(all.get(0));
        assertEquals(CommandState.EXPIRED, nextEnd().state());
        assertEquals(4, runs.get());
    }

    @Test
    void aCommandOfHeadOfficesClockAYearAheadMakesNoLaterOneOld() throws Exception {
        commands.close();
        journal.close();
        open(2);
        Command ahead = endedAndTaken(NOW.plus(Duration.ofDays(365)));
        for (int i = 0; i < 6; i++) {
            var _ = endedAndTaken(NOW.plusSeconds(i));
        }
        assertEquals(7, runs.get());
        send(ahead);
        assertEquals(CommandState.DONE, nextEnd().state(), "it is known for as long as it may come again");
        assertEquals(7, runs.get());
    }

    private Command endedAndTaken(Instant issuedAt) throws InterruptedException {
        var command = new Command(UUID.randomUUID(), AGENT, "once", JsonTree.EMPTY, issuedAt, 60_000, "anna",
                TRACE);
        send(command);
        assertEquals(CommandState.DONE, nextEnd().state());
        commands.came(new CommandMessage.Taken(command.id(), AGENT, CommandState.DONE));
        return command;
    }

    private static Command command(String name, String arguments, long validForMs) {
        return new Command(UUID.randomUUID(), AGENT, name,
                JsonTree.read(arguments.getBytes(StandardCharsets.UTF_8)),
                NOW, validForMs, "anna", TRACE);
    }

    private static Command command(Command same, long validForMs) {
        return new Command(same.id(), same.agent(), same.name(), same.arguments(), same.issuedAt(),
                validForMs,
                same.askedBy(), same.traceparent());
    }

    private void send(Command command) {
        commands.came(new CommandMessage.Issue(command));
    }

    private CommandReport next() throws InterruptedException {
        CommandReport report = reports.poll(20, TimeUnit.SECONDS);
        if (report == null) {
            throw new AssertionError("no report within 20 s");
        }
        return report;
    }

    private CommandReport nextEnd() throws InterruptedException {
        CommandReport report;
        do {
            report = next();
        } while (!report.state().isEnd());
        return report;
    }

    private void reported(Command command, CommandState state) throws InterruptedException {
        CommandReport report;
        do {
            report = next();
        } while (!report.command().equals(command.id()) || report.state() != state);
    }

    private void awaitRuns(int count) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (runs.get() < count) {
            assertTrue(System.nanoTime() < deadline, "not run within 20 s");
            Thread.onSpinWait();
        }
    }

    private List<CommandResult> events() {
        return journal.archive()
                .events(Lane.OPS, 1, 1_000)
                .stream()
                .map(stored -> EventCodec.decode(stored.row()))
                .filter(CommandResult.class::isInstance)
                .map(CommandResult.class::cast)
                .toList();
    }
}
