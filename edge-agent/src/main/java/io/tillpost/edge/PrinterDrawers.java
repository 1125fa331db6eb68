package io.tillpost.edge;

import io.tillpost.device.printer.ReceiptPrinter;
import io.tillpost.edge.device.Devices;
import io.tillpost.edge.shift.DrawerPulse;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;

/// Opens the drawers that hang on printers.
///
/// @param printers till -> its printer
record PrinterDrawers(Devices devices, Map<String, String> printers) implements DrawerPulse {
    private static final Logger LOG = System.getLogger(PrinterDrawers.class.getName());

    PrinterDrawers {
        printers = Map.copyOf(printers);
    }

    @Override
    public void open(String till) {
        Optional.ofNullable(printers.get(till)).flatMap(devices::printer).ifPresent(printer -> {
            try {
                var _ = printer.submit(ReceiptPrinter::openDrawer).thenAccept(opened -> {
                    if (!opened) {
                        LOG.log(Level.WARNING, "printer {0} did not open the drawer of {1}", printer.name(),
                                till);
                    }
                });
            } catch (RejectedExecutionException e) {
                LOG.log(Level.WARNING, "printer {0} has too much to do to open a drawer", printer.name());
            }
        });
    }
}
