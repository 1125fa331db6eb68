package io.tillpost.device.simulator.printer;

import io.tillpost.device.printer.escpos.PrinterModel;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// How a simulated printer is set up. `out` gets one file per receipt, `capture` (if any) every byte with its time,
/// `controlPort` (if any, 0 for a free one) takes the hand's actions by HTTP on the loopback address; `pictures` adds a
/// PNG beside every text file.
public record PrinterSimulatorConfig(Port port, PrinterModel model, boolean ignoresCodePages, Path out,
        @Nullable Path capture, @Nullable Integer controlPort, boolean pictures) {

    /// Where the till finds the printer.
    public sealed interface Port {
        /// A pseudo-terminal behind a symbolic link, to be opened as a serial port.
        record Pty(Path link) implements Port {}

        /// A TCP port on the loopback address; 0 takes a free one. Real printers use 9100.
        record Tcp(int number) implements Port {}
    }

    /// A printer on `port` that prints into `out`: an 80 mm model, no capture, no control port, no pictures.
    public static PrinterSimulatorConfig of(Port port, Path out) {
        return new PrinterSimulatorConfig(port, PrinterModel.named("TM-T88V").orElseThrow(), false, out, null,
                null, false);
    }
}
