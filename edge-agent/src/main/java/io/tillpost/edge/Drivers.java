package io.tillpost.edge;

import io.tillpost.device.line.address.LineAddress;
import io.tillpost.device.printer.ReceiptPrinter;
import io.tillpost.device.printer.escpos.EscPosPrinter;
import io.tillpost.device.printer.escpos.EscPosTimings;
import io.tillpost.device.terminal.CardTerminal;
import io.tillpost.device.terminal.zvt.ZvtConfig;
import io.tillpost.device.terminal.zvt.ZvtConfig.Transport;
import io.tillpost.device.terminal.zvt.ZvtTerminal;
import io.tillpost.device.terminal.zvt.ZvtTimers;
import io.tillpost.edge.config.AgentConfig;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/// The drivers of a store's devices, by the devices' names.
record Drivers(Map<String, CardTerminal> terminals, Map<String, ReceiptPrinter> printers) {
    /// Those of a configuration; no line is opened before somebody wants something of a device.
    static Drivers of(AgentConfig config, LongSupplier nanoTicker) {
        var terminals = new TreeMap<String, CardTerminal>();
        for (AgentConfig.Terminal terminal : config.terminals()) {
            Transport transport = switch (terminal.line()) {
                case LineAddress.Serial _ -> Transport.SERIAL;
                case LineAddress.Tcp _ -> Transport.TCP;
            };
            terminals.put(terminal.name(), new ZvtTerminal(terminal.line(), new ZvtConfig(transport,
                    terminal.password(), config.currency(), ZvtConfig.TILL_COMPOSES_RECEIPTS,
                    ZvtTimers.standard()), nanoTicker));
        }
        var printers = new TreeMap<String, ReceiptPrinter>();
        for (AgentConfig.Printer printer : config.printers()) {
            printers.put(printer.name(), new EscPosPrinter(printer.line(), printer.model(),
                    EscPosTimings.DEFAULT, nanoTicker));
        }
        return new Drivers(terminals, printers);
    }
}
