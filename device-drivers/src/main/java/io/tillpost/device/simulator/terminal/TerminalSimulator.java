package io.tillpost.device.simulator.terminal;

import io.tillpost.device.simulator.terminal.TerminalSimulatorConfig.Port;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;

/// A running simulated terminal. Control it from any thread; what truly happened is in its ledger file. Closing it is
/// switching it off.
public final class TerminalSimulator implements AutoCloseable {
    private static final Logger LOG = System.getLogger(TerminalSimulator.class.getName());
    private static final Duration STOP_TIME = Duration.ofSeconds(5);

    private final Script script;
    private final Ledger ledger;
    private final Capture capture;
    private final Cable cable;
    private final Machine machine;
    private final Thread thread;

    private TerminalSimulator(TerminalSimulatorConfig config, Ledger ledger, Capture capture, Cable cable) {
        this.script = new Script(config);
        this.ledger = ledger;
        this.capture = capture;
        this.cable = cable;
        var wire = new Wire(cable, config.port() instanceof Port.Pty, config.timers().acknowledgement());
        this.machine = new Machine(config, script, wire, ledger);
        this.thread = Thread.ofPlatform().name("terminal-simulator").unstarted(machine);
    }

    /// Switches a terminal on. An existing ledger is continued with its next numbers.
    public static TerminalSimulator start(TerminalSimulatorConfig config) throws IOException {
        Ledger ledger = Ledger.open(config.ledger());
        var capture = new Capture(config.capture(), config.clock());
        Cable cable = switch (config.port()) {
            case Port.Pty(var name) -> new PtyCable(name, capture);
            case Port.Tcp(int number) -> new TcpCable(number, capture);
        };
        var simulator = new TerminalSimulator(config, ledger, capture, cable);
        simulator.thread.start();
        return simulator;
    }

    /// Where the till finds it, e.g. `serial:/tmp/terminal` or `tcp:127.0.0.1:20007`.
    public String address() {
        return cable.address();
    }

    /// The outcome of the next payment that has none yet.
    public void next(Outcome outcome) {
        script.next(outcome);
    }

    /// The card that customers show from now on.
    public void card(SimulatedCard card) {
        script.card(card);
    }

    /// True: from now on a payment waits until a card is inserted.
    public void cardByHand(boolean byHand) {
        script.cardByHand(byHand);
    }

    /// Inserts this card, now or as soon as a payment waits for one.
    public void insert(SimulatedCard card) {
        script.insert(card);
    }

    /// Lets a fault happen when a transaction next reaches this step.
    public void plan(Step step, Fault fault) {
        script.plan(step, fault);
    }

    /// True: 06 20 brings the last thing done, also one that failed, and an end of day without its totals; 06 1E if there is
    /// none. False: the last receipt of the open batch, and nothing if there is none.
    public void repeatsAll(boolean all) {
        script.repeatsAll(all);
    }

    /// Lets it close its batch by itself when it is next asked for its state.
    public void endOfDayDue() {
        script.endOfDayDue();
    }

    /// Cuts the wire now, for a while.
    public void pull(Duration length) {
        cable.pull(length);
    }

    /// Takes the plug out now, for a while.
    public void unplug(Duration length) {
        cable.unplug(length);
    }

    /// Lets it forget that a till is registered, as after a restart of its own that the line outlives.
    public void forgetRegistration() {
        machine.forgetRegistration();
    }

    /// Sets the terminal's own date apart from the clock's.
    public void date(LocalDate date) {
        script.date(date);
    }

    /// Charges minus refunds, without what was reversed, since the ledger began, in minor units.
    public long netMinor() {
        return ledger.netMinor();
    }

    /// The ledger's lines as they stand in its file.
    public List<String> ledgerLines() {
        return ledger.entries().stream().map(LedgerEntry::line).toList();
    }

    @Override
    public void close() {
        machine.stop();
        try {
            cable.close();
            thread.join(STOP_TIME);
            capture.close();
            ledger.close();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "terminal simulator not closed cleanly", e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
