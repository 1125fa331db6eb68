package io.tillpost.device.terminal.zvt;

import io.tillpost.device.line.address.LineAddress;
import io.tillpost.device.line.serial.SerialSettings;
import io.tillpost.device.simulator.terminal.SimulatedCard;
import io.tillpost.device.simulator.terminal.SimulatorTimers;
import io.tillpost.device.simulator.terminal.TerminalSimulator;
import io.tillpost.device.simulator.terminal.TerminalSimulatorConfig;
import io.tillpost.device.simulator.terminal.TerminalSimulatorConfig.Port;
import io.tillpost.device.terminal.CommitPoint;
import io.tillpost.device.terminal.PaymentRequest;
import io.tillpost.device.terminal.PaymentResult;
import io.tillpost.device.terminal.ReversalRequest;
import io.tillpost.device.terminal.TerminalAnswer;
import io.tillpost.device.terminal.TerminalProgress;
import io.tillpost.protocol.card.CardFacts;
import io.tillpost.protocol.money.Money;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Currency;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A driver and a simulated terminal with short timers, over a real serial port (a pseudo-terminal) or TCP.
final class Rig implements AutoCloseable, TerminalProgress {
    static final Currency EUR = Currency.getInstance("EUR");
    static final ZvtTimers TILL_TIMERS = new ZvtTimers(Duration.ofMillis(150), Duration.ofMillis(400),
            Duration.ofMillis(700), Duration.ofMillis(3000), Duration.ofMillis(500));
    static final SimulatorTimers TERMINAL_TIMERS = new SimulatorTimers(Duration.ofMillis(400),
            Duration.ofMillis(1200), Duration.ofMillis(20), Duration.ofMillis(20), Duration.ofMillis(20),
            Duration.ofMillis(1500));

    final TerminalSimulator simulator;
    final ZvtTerminal terminal;
    /// What the till's journal would hold.
    final List<CardFacts> durable = Collections.synchronizedList(new ArrayList<>());
    final List<String> shown = new ArrayList<>();
    final List<String> printed = new ArrayList<>();

    private Rig(TerminalSimulator simulator, ZvtTerminal terminal) {
        this.simulator = simulator;
        this.terminal = terminal;
    }

    static Rig serial(Path directory) throws IOException {
        return new Plan(directory).start();
    }

    static Rig tcp(Path directory) throws IOException {
        var plan = new Plan(directory);
        plan.port = new Port.Tcp(0);
        return plan.start();
    }

    static Plan plan(Path directory) {
        return new Plan(directory);
    }

    /// What a rig is made of.
    static final class Plan {
        private final Path directory;
        private Port port;
        int configByte = ZvtConfig.TILL_COMPOSES_RECEIPTS;
        Currency terminalCurrency = EUR;
        boolean autoReverse;
        boolean fullNumbers;
        SimulatorTimers terminalTimers = TERMINAL_TIMERS;

        private Plan(Path directory) {
            this.directory = directory;
            this.port = new Port.Pty(directory.resolve("terminal"));
        }

        Rig start() throws IOException {
            var simulator = TerminalSimulator.start(new TerminalSimulatorConfig(port, ledger(directory),
                    directory.resolve("capture.txt"), "69000001", "455600001234", "455600009876",
                    terminalCurrency,
                    terminalTimers, Clock.systemUTC(), LocalDate.of(2026, 11, 24), SimulatedCard.GIROCARD,
                    autoReverse,
                    fullNumbers));
            var transport = port instanceof Port.Pty ? ZvtConfig.Transport.SERIAL : ZvtConfig.Transport.TCP;
            return new Rig(simulator, new ZvtTerminal(address(simulator, directory),
                    new ZvtConfig(transport, "000000", EUR, configByte, TILL_TIMERS), System::nanoTime));
        }

        private LineAddress address(TerminalSimulator simulator, Path directory) {
            return port instanceof Port.Pty
                    ? new LineAddress.Serial(SerialSettings.zvt(directory.resolve("terminal").toString()))
                    : LineAddress.parse(simulator.address());
        }
    }

    static Path ledger(Path directory) {
        return directory.resolve("ledger.jsonl");
    }

    /// A second driver for the same serial port, as a till has after a restart.
    ZvtTerminal another() {
        return new ZvtTerminal(LineAddress.parse(simulator.address()),
                new ZvtConfig(ZvtConfig.Transport.SERIAL,
                        "000000", EUR, ZvtConfig.TILL_COMPOSES_RECEIPTS, TILL_TIMERS),
                System::nanoTime);
    }

    /// Waits until the terminal answers a registration.
    void awaitConnection() {
        long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!(terminal.connect() instanceof TerminalAnswer.Answered)) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("the terminal does not answer: " + terminal.connect());
            }
        }
    }

    PaymentResult pay(long minor) {
        return pay(minor, facts -> true);
    }

    PaymentResult pay(long minor, CommitPoint point) {
        return run(MoneyCommand.charge(new Money(minor, EUR)), point);
    }

    CardFacts paid(long minor) {
        return ((PaymentResult.Approved) pay(minor)).facts();
    }

    PaymentResult refund(long minor) {
        return refund(minor, facts -> true);
    }

    PaymentResult refund(long minor, CommitPoint point) {
        return run(refundOf(new Money(minor, EUR)), point);
    }

    PaymentResult reverse(CardFacts charge) {
        return reverse(charge, facts -> true);
    }

    PaymentResult reverse(CardFacts charge, CommitPoint point) {
        return run(reversalOf(charge), point);
    }

    static MoneyCommand refundOf(Money amount) {
        return MoneyCommand.refund(amount, ZvtConfig.usual(ZvtConfig.Transport.SERIAL, EUR));
    }

    static MoneyCommand reversalOf(CardFacts charge) {
        var request = new ReversalRequest(charge.receiptNumber(), charge.trace(), charge.approved());
        return MoneyCommand.reversal(request, ZvtConfig.usual(ZvtConfig.Transport.SERIAL, EUR));
    }

    /// Calls the driver as an agent would; of a reversal the receipt number is the charge's, found in its line.
    PaymentResult run(MoneyCommand command, CommitPoint point) {
        CommitPoint keeping = facts -> {
            boolean kept = point.durable(facts);
            if (kept) {
                durable.add(facts);
            }
            return kept;
        };
        return switch (command.kind()) {
            case CHARGE -> terminal.pay(new PaymentRequest(command.amount()), keeping, this);
            case REFUND -> terminal.refund(new PaymentRequest(command.amount()), keeping, this);
            case REVERSAL -> terminal.reverse(new ReversalRequest(receiptNumber(command.originalTrace()),
                    command.originalTrace(), command.amount()), keeping, this);
        };
    }

    private int receiptNumber(int trace) {
        return durable.stream().filter(facts -> facts.trace() == trace).findFirst().orElseThrow()
                .receiptNumber();
    }

    /// Lines of the terminal's ledger of this kind.
    long ledgerLines(String kind) {
        return simulator.ledgerLines().stream().filter(line -> line.startsWith("{\"kind\":\"" + kind + "\""))
                .count();
    }

    @Override
    public void shows(int code, String text) {
        shown.add(text);
    }

    @Override
    public void prints(String line) {
        printed.add(line);
    }

    long charges() {
        return ledgerLines("charge");
    }

    @Nullable
    CardFacts lastDurable() {
        return durable.isEmpty() ? null : durable.getLast();
    }

    @Override
    public void close() {
        terminal.close();
        simulator.close();
    }
}
