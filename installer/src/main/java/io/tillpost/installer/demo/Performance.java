package io.tillpost.installer.demo;

import io.tillpost.installer.bridge.Source;
import io.tillpost.installer.bridge.Verdict;
import io.tillpost.installer.demo.DemoCommand.Machine;
import io.tillpost.installer.demo.DemoCommand.Victim;
import io.tillpost.installer.demo.DemoCommand.Wish;
import io.tillpost.installer.postgres.PostgresServer;
import io.tillpost.installer.supervisor.EnvironmentFault;
import io.tillpost.installer.supervisor.RunningProgram;
import io.tillpost.installer.supervisor.Supervisor;
import io.tillpost.installer.tamper.Tamper;
import io.tillpost.installer.world.BankingDays;
import io.tillpost.installer.world.RecordedLedger;
import io.tillpost.installer.world.World;
import io.tillpost.protocol.journal.IdSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/// The play itself: sets the stage, plays the day, lets the world answer, and asks the bridges.
final class Performance {
    private static final int PASSWORD_BYTES = 16;
    private static final Duration TOKEN_FILE_WITHIN = Duration.ofSeconds(20);

    private final Machine machine;
    private final Wish wish;
    private final Console console;
    private final StateFolder folder;
    private final Places places;
    private final Supervisor supervisor;
    private final Stage stage;
    private final DemoPorts ports;
    private final IdSource ids;
    private DemoMemory memory;

    Performance(Machine machine, Wish wish, Console console, StateFolder folder, Places places,
            Supervisor supervisor, DemoPorts ports) {
        this.machine = machine;
        this.wish = wish;
        this.console = console;
        this.folder = folder;
        this.places = places;
        this.supervisor = supervisor;
        this.ports = ports;
        var programs = new ClassPaths(machine.home(), Path.of(System.getProperty("java.home")));
        this.stage = new Stage(supervisor, programs, places, ports, console);
        this.ids = IdSource.uuidV7(machine.clock(), machine.random());
        this.memory = DemoMemory.read(folder);
    }

    /// Plays; answers whether every bridge holds.
    boolean play() {
        LocalDate cutShort = memory.begun();
        LocalDate date = cutShort == null ? nextDate() : cutShort;
        Stage.Cast cast = open(date);
        HeadOffice office = headOffice(cast);
        office.onboard();
        RunningProgram agent = stage.agent();
        console.tell("agent", "ready, " + stage.configs().agentUrl());
        var till = new Till(
                new RestClient("the agent", stage.configs().agentUrl(), agentAccess(), machine.nanoTime()),
                ids);
        var day = new Day(till, new TerminalHand(ports.terminalControl()), brokerSwitch(cast), console,
                machine.nanoTime());
        var proof = new Proof(places, office, console);
        if (cutShort != null) {
            console.head(
                    "The last run was cut short on " + cutShort + ": that day is brought to its end first");
            day.resume();
            boolean held = finish(cutShort, day, office, proof, agent, cast);
            if (!held) {
                return false;
            }
            date = nextDate();
        }
        playDay(date, day, cast, agent);
        boolean held = finish(date, day, office, proof, agent, cast);
        if (held) {
            var farewell = new Farewell(console, places, stage.configs(), office);
            proof.example().ifPresent(farewell::follow);
            farewell.say(!wish.once());
        }
        return held;
    }

    private Stage.Cast open(LocalDate date) {
        byte[] password = new byte[PASSWORD_BYTES];
        machine.random().nextBytes(password);
        try (var workers = Executors.newVirtualThreadPerTaskExecutor()) {
            return stage.open(
                    List.of(machine.home().resolve("installer/target/postgresql"),
                            places.postgres().resolve("programs")),
                    date, machine.clock(),
                    machine.random(), HexFormat.of().formatHex(password), workers);
        }
    }

    private HeadOffice headOffice(Stage.Cast cast) {
        String id = memory.client();
        String secret = memory.clientSecret();
        if (id == null || secret == null) {
            var made = stage.makeClient(stage.centralConfig(cast.database()));
            id = made.id();
            secret = made.secret();
            memory = memory.withClient(id, secret).keep(folder);
        }
        var access = new TokenAccess(stage.configs().centralUrl(), id, secret);
        return new HeadOffice(
                new RestClient("head office", stage.configs().centralUrl(), access, machine.nanoTime()),
                access, ids);
    }

    private RestClient.Access agentAccess() {
        Path file = places.agentData().resolve("api-token");
        Pause.until("the agent's token in " + file, TOKEN_FILE_WITHIN, machine.nanoTime(),
                () -> Files.exists(file));
        try {
            return RestClient.Access.bearer(Files.readString(file).strip());
        } catch (IOException e) {
            throw new EnvironmentFault("cannot read the agent's token: " + e.getMessage(), e);
        }
    }

    private Day.BrokerSwitch brokerSwitch(Stage.Cast cast) {
        return new Day.BrokerSwitch() {
            @Override
            public void stop() {
                var _ = cast.broker().stop(Duration.ofSeconds(10));
            }

            @Override
            public void start() {
                cast.broker().startAgain();
            }
        };
    }

    private void playDay(LocalDate date, Day day, Stage.Cast cast, RunningProgram agent) {
        var plan = DayPlan.of(wish.seed(), Catalogue.of(Business.CURRENCY));
        memory = memory.begin(date).keep(folder);
        console.head(date.getDayOfWeek() + " " + date + " in " + Business.STORE);
        day.open(date);
        Killer killer = wish.kill() == null
                ? null
                : Killer.of(victim(wish.kill(), cast, agent),
                        wish.kill() == Victim.BROKER, plan, wish.seed(), console);
        for (int i = 0; i < plan.steps().size(); i++) {
            if (killer != null) {
                killer.begins(i);
            }
            day.play(plan.steps().get(i));
            if (i == 0) {
                console.say("              first sale after " + console.tenths() / 10 + "."
                        + console.tenths() % 10
                        + " s from a warm build");
            }
        }
    }

    private static RunningProgram victim(Victim victim, Stage.Cast cast, RunningProgram agent) {
        return switch (victim) {
            case AGENT -> agent;
            case CENTRAL -> cast.central();
            case BROKER -> cast.broker();
        };
    }

    // Everything after the last sale. Each step may be done again: a run that is cut short here is finished by the next.
    private boolean finish(LocalDate date, Day day, HeadOffice office, Proof proof, RunningProgram agent,
            Stage.Cast cast) {
        try {
            day.close(() -> isClosed(date));
            Files.createDirectories(places.world());
            var letters = new World(places.world(), Business.IBAN, Business.CURRENCY).settle(
                    places.terminalLedger(),
                    date);
            var tamper = new Tamper(Business.CURRENCY);
            tamperLetters(tamper, letters);
            if (!isImported(office, letters)) {
                return false;
            }
            office.reconcile(date, console);
            tamperAtRest(tamper, date, agent, cast);
            Verdict verdict = proof.show(date, letters);
            boolean agreed = proof.headOfficeAgrees(date);
            memory = memory.end(date).keep(folder);
            say(verdict, agreed);
            return verdict.holds() && agreed;
        } catch (IOException e) {
            throw new EnvironmentFault("the day's files cannot be read or written: " + e.getMessage(), e);
        }
    }

    private boolean isImported(HeadOffice office, World.Letters letters) throws IOException {
        Source source = Source.SETTLEMENT;
        try {
            office.importSettlement(letters, console);
            source = Source.BANK;
            office.importStatement(letters, console);
            return true;
        } catch (RestClient.RefusedException e) {
            console.head("RESULT  differs: " + source + ", whose file was refused: " + e.getMessage());
            return false;
        }
    }

    private void say(Verdict verdict, boolean agreed) {
        if (verdict.holds()) {
            console.head(agreed
                    ? "RESULT  all bridges hold, residue 0.00"
                    : "RESULT  differs: head office's own result of the day is not green");
            return;
        }
        console.head("RESULT  differs: " + verdict.accused().keySet().stream().map(Source::toString)
                .collect(Collectors.joining(", ")));
    }

    private void tamperLetters(Tamper tamper, World.Letters letters) throws IOException {
        if (wish.tamper() == Source.SETTLEMENT) {
            console.tell("tamper", tamper.settlement(letters.settlement()));
        }
        if (wish.tamper() == Source.BANK) {
            console.tell("tamper", tamper.bank(letters.statement()));
        }
    }

    private boolean isClosed(LocalDate date) {
        try {
            return RecordedLedger.read(places.terminalLedger())
                    .closings()
                    .stream()
                    .anyMatch(closing -> closing.date().equals(date));
        } catch (IOException e) {
            throw new EnvironmentFault("cannot read the terminal's record: " + e.getMessage(), e);
        }
    }

    private void tamperAtRest(Tamper tamper, LocalDate date, RunningProgram agent, Stage.Cast cast)
            throws IOException {
        if (wish.tamper() == Source.TERMINAL) {
            console.tell("tamper", tamper.terminal(places.terminalLedger(), date));
        }
        if (wish.tamper() == Source.JOURNAL) {
            supervisor.stop(agent);
            console.tell("tamper", tamper.journal(places.journal(), date));
        }
        if (wish.tamper() == Source.LEDGER) {
            console.tell("tamper", tamper.ledger(cast.database().jdbcUrl(),
                    PostgresServer.USER, cast.database().password(),
                    Business.TENANT,
                    date));
        }
    }

    private LocalDate nextDate() {
        return memory.played().isEmpty()
                ? BankingDays.from(LocalDate.ofInstant(machine.clock().instant(), Business.ZONE))
                : BankingDays.after(memory.played().getLast());
    }
}
