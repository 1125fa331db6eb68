package io.tillpost.device.simulator.printer;

import io.tillpost.device.line.Line;
import io.tillpost.device.printer.PaperRow;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A receipt printer that runs until it is closed. One thread of its own does all that happens inside; the methods may
/// be called from any thread.
public final class PrinterSimulator implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(PrinterSimulator.class.getName());
    /// How long a hand may have to wait for the printer to look up from its line.
    private static final Duration SLICE = Duration.ofMillis(20);
    private static final Duration WRITE_DEADLINE = Duration.ofSeconds(2);

    private record Hand(@Nullable PrinterAction action, CompletableFuture<PrinterState> done) {}

    private final Door door;
    private final ByteCapture capture;
    private final ReceiptFolder folder;
    private final PictureDesk pictures;
    private final VirtualPrinter printer;
    private final BlockingQueue<Hand> hands = new LinkedBlockingQueue<>();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final Thread thread;
    private volatile boolean closing;
    private @Nullable Line line;
    private @Nullable PrinterControl control;

    private PrinterSimulator(PrinterSimulatorConfig config, Door door, ByteCapture capture,
            ReceiptFolder folder) {
        this.door = door;
        this.capture = capture;
        this.folder = folder;
        this.pictures = new PictureDesk(config.pictures(), config.model().columns());
        this.printer = new VirtualPrinter(config.model(), config.ignoresCodePages(), output());
        this.thread = Thread.ofPlatform().name("printer-simulator").unstarted(this::run);
    }

    /// Starts a printer. `clock` stamps the capture. Fails with what is in the way: a port that is taken, a folder
    /// that cannot be written.
    public static PrinterSimulator start(PrinterSimulatorConfig config, Clock clock) throws IOException {
        var folder = ReceiptFolder.open(config.out(), config.model().columns());
        var capture = ByteCapture.open(config.capture(), clock);
        var simulator = new PrinterSimulator(config, Door.open(config.port()), capture, folder);
        simulator.thread.start();
        try {
            simulator.control = config.controlPort() == null
                    ? null
                    : PrinterControl.open(config.controlPort(), simulator);
        } catch (IOException e) {
            simulator.close();
            throw e;
        }
        return simulator;
    }

    /// What the till opens: `serial:PATH` or `tcp:HOST:PORT`.
    public String address() {
        return door.address();
    }

    /// The port of the control page, 0 if there is none.
    public int controlPort() {
        return control == null ? 0 : control.port();
    }

    /// Does something to the printer and returns when it has happened.
    public PrinterState press(PrinterAction action) {
        return hand(action);
    }

    /// What truly is now.
    public PrinterState state() {
        return hand(null);
    }

    /// Waits until the printer has ended: it was closed, or a file could not be written.
    public void awaitEnd() throws InterruptedException {
        thread.join();
    }

    @Override
    public void close() {
        closing = true;
        if (control != null) {
            control.close();
        }
        door.close();
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        pictures.close();
    }

    private PrinterState hand(@Nullable PrinterAction action) {
        var hand = new Hand(action, new CompletableFuture<>());
        hands.add(hand);
        return CompletableFuture.anyOf(hand.done(), ended)
                .thenApply(_ -> hand.done().getNow(null))
                .thenApply(PrinterSimulator::orEnded)
                .join();
    }

    private static PrinterState orEnded(@Nullable PrinterState state) {
        if (state == null) {
            throw new IllegalStateException("the printer simulator has ended");
        }
        return state;
    }

    private void run() {
        try (capture) {
            while (!closing) {
                step();
            }
        } catch (IOException | InterruptedException | RuntimeException e) {
            if (!closing) {
                LOG.log(System.Logger.Level.ERROR, "the printer simulator stops: " + e.getMessage(), e);
            }
        } finally {
            hangUp();
            door.close();
            ended.complete(null);
        }
    }

    private void step() throws IOException, InterruptedException {
        for (var hand = hands.poll(); hand != null; hand = hands.poll()) {
            serve(hand);
        }
        if (line == null) {
            line = door.await(SLICE);
        } else if (printer.full()) {
            var hand = hands.poll(SLICE.toMillis(), TimeUnit.MILLISECONDS);
            if (hand != null) {
                serve(hand);
            }
        } else {
            listen(line);
        }
    }

    private void serve(Hand hand) throws IOException {
        if (hand.action() != null) {
            answer(printer.press(hand.action()));
        }
        hand.done().complete(new PrinterState(printer.status(), folder.receipts(), folder.pulses()));
    }

    private void listen(Line till) throws IOException {
        byte[] bytes;
        try {
            bytes = till.read(SLICE);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "the till hung up: {0}", e.getMessage());
            hangUp();
            return;
        }
        capture.fromTill(bytes);
        answer(printer.receive(bytes));
    }

    private void answer(byte[] bytes) throws IOException {
        if (line == null || bytes.length == 0) {
            return;
        }
        capture.fromPrinter(bytes);
        try {
            line.write(bytes, WRITE_DEADLINE);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "the till takes no answer: {0}", e.getMessage());
            hangUp();
        }
    }

    private void hangUp() {
        if (line != null) {
            line.close();
            line = null;
        }
    }

    private PaperOutput output() {
        return new PaperOutput() {
            @Override
            public void receipt(List<PaperRow> rows) {
                folder.receipt(rows);
                pictures.draw(rows, folder.picture(folder.receipts()));
            }

            @Override
            public void pulse() {
                folder.pulse();
            }
        };
    }
}
