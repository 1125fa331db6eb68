package io.tillpost.installer.demo;

import io.tillpost.installer.demo.DemoCommand.Machine;
import io.tillpost.installer.demo.DemoCommand.Victim;
import io.tillpost.installer.demo.DemoCommand.Wish;
import io.tillpost.installer.shop.ClassPaths;
import io.tillpost.installer.shop.PrinterHand;
import io.tillpost.installer.shop.TerminalHand;
import io.tillpost.installer.stage.OfficeHttp;
import io.tillpost.installer.stage.Pause;
import io.tillpost.installer.stage.RestClient;
import io.tillpost.installer.stage.TokenAccess;
import io.tillpost.installer.supervisor.EnvironmentFault;
import io.tillpost.installer.supervisor.RunningProgram;
import io.tillpost.installer.supervisor.Supervisor;
import io.tillpost.installer.world.BankingDays;
import io.tillpost.protocol.journal.IdSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Executors;

/// The play itself: sets the stage, brings a day that was cut short to its end, and plays the next one.
final class Performance {
    private static final int PASSWORD_BYTES = 16;
    private static final Duration TOKEN_FILE_WITHIN = Duration.ofSeconds(20);
    private static final Duration CATALOGUE_WITHIN = Duration.ofMinutes(1);
    /// An earlier demo's client may do less.
    private static final String CLIENT = "office-";

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
        this.stage = new Stage(supervisor, programs, places, ports, console, !wish.once());
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
        byte[] catalogue = Catalogue.of(Business.CURRENCY).csv();
        office.handInCatalogue(catalogue);
        stage.enrol(office::enrolmentCode);
        RunningProgram agent = stage.agent();
        console.tell("agent", "ready, " + stage.configs().agentUrl());
        var till = new Till(
                new RestClient("the agent", stage.configs().agentUrl(), OfficeHttp.plain(), agentAccess(),
                        machine.nanoTime()),
                ids);
        Pause.until("the catalogue from head office", CATALOGUE_WITHIN, machine.nanoTime(),
                () -> till.sells(catalogue));
        var day = new Day(till, new TerminalHand(ports.terminalControl()),
                new PrinterHand(ports.printerControl()), brokerSwitch(cast), console,
                machine.nanoTime());
        var proof = new Proof(places, office, console);
        var end = new DayEnd(places, day, office, proof, console,
                new Tampering(wish.tamper(), places, cast.database(), () -> supervisor.stop(agent), console));
        if (cutShort != null) {
            console.head(
                    "The last run was cut short on " + cutShort + ": that day is brought to its end first");
            day.resume();
            if (!finish(cutShort, end)) {
                return false;
            }
            date = nextDate();
        }
        playDay(date, day, cast, agent);
        boolean held = finish(date, end);
        if (held) {
            if (!wish.once()) {
                stage.openForVisitors(date);
            }
            var farewell = new Farewell(console, places, stage.configs(), office);
            proof.example().ifPresent(farewell::follow);
            farewell.say(!wish.once());
        }
        return held;
    }

    private boolean finish(LocalDate date, DayEnd end) {
        boolean held = end.reach(date);
        memory = memory.end(date).keep(folder);
        return held;
    }

    private Stage.Cast open(LocalDate date) {
        byte[] password = new byte[PASSWORD_BYTES];
        machine.random().nextBytes(password);
        try (var workers = Executors.newVirtualThreadPerTaskExecutor()) {
            return stage.open(
                    List.of(machine.home().resolve("installer/target/postgresql"),
                            places.postgres().resolve("programs")),
                    date, HexFormat.of().formatHex(password), workers);
        }
    }

    private HeadOffice headOffice(Stage.Cast cast) {
        String id = memory.client();
        String secret = memory.clientSecret();
        if (id == null || secret == null || !id.startsWith(CLIENT)) {
            var made = stage.makeClient(cast.database(),
                    CLIENT + HexFormat.of().toHexDigits(machine.random().nextInt()));
            id = made.id();
            secret = made.secret();
            memory = memory.withClient(id, secret).keep(folder);
        }
        var http = OfficeHttp.trusting(stage.configs().authority());
        var access = new TokenAccess(http, stage.configs().centralUrl(), id, secret);
        return new HeadOffice(new RestClient("head office", stage.configs().centralUrl(), http, access,
                machine.nanoTime()), access, ids);
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
        var plan = DayPlan.of(wish.seed(), date, Catalogue.of(Business.CURRENCY));
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

    private LocalDate nextDate() {
        return memory.played().isEmpty()
                ? BankingDays.from(LocalDate.ofInstant(machine.clock().instant(), Business.ZONE))
                : BankingDays.after(memory.played().getLast());
    }
}
