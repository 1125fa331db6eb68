package io.tillpost.edge.device;

import io.tillpost.device.printer.ReceiptPrinter;
import io.tillpost.device.terminal.CardTerminal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/// All devices of a store, by the names of the configuration. Safe for use by all threads.
public final class Devices implements AutoCloseable {
    private final Map<String, TerminalDevice> terminals = new TreeMap<>();
    private final Map<String, PrinterDevice> printers = new TreeMap<>();
    private final HealthBoard board;
    /// False where the printers are somebody else's, who looks after them.
    private final boolean ownPrinters;

    /// Talks to nothing yet. The drivers are closed together with this.
    public Devices(Map<String, CardTerminal> terminals, Map<String, ReceiptPrinter> printers,
            HealthBoard board) {
        this(terminals, board, true);
        printers.forEach((name, driver) -> {
            board.add(name);
            this.printers.put(name, new PrinterDevice(name, driver, board));
        });
    }

    private Devices(Map<String, CardTerminal> terminals, HealthBoard board, boolean ownPrinters) {
        this.board = board;
        this.ownPrinters = ownPrinters;
        terminals.forEach((name, driver) -> {
            board.add(name);
            this.terminals.put(name, new TerminalDevice(name, driver, board));
        });
    }

    /// The same printers beside other terminals. To be closed before this.
    public Devices withTerminals(Map<String, CardTerminal> others, HealthBoard theirs) {
        var devices = new Devices(others, theirs, false);
        devices.printers.putAll(printers);
        return devices;
    }

    /// Begins to look after all. `atFirstContact` runs once per terminal, on its thread, when it first answers.
    public void watch(Consumer<TerminalDevice> atFirstContact) {
        terminals.values().forEach(terminal -> terminal.watch(() -> atFirstContact.accept(terminal)));
        if (ownPrinters) {
            printers.values().forEach(PrinterDevice::watch);
        }
    }

    /// A terminal, if there is one of this name.
    public Optional<TerminalDevice> terminal(String name) {
        return Optional.ofNullable(terminals.get(name));
    }

    /// A printer, if there is one of this name.
    public Optional<PrinterDevice> printer(String name) {
        return Optional.ofNullable(printers.get(name));
    }

    /// All terminals.
    public List<TerminalDevice> terminals() {
        return List.copyOf(terminals.values());
    }

    /// How all devices are, by name.
    public List<Health> health() {
        return board.all();
    }

    @Override
    public void close() {
        terminals.values().forEach(TerminalDevice::close);
        if (ownPrinters) {
            printers.values().forEach(PrinterDevice::close);
        }
    }
}
