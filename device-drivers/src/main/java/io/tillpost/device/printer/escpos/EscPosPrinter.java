package io.tillpost.device.printer.escpos;

import io.tillpost.device.line.LineOpener;
import io.tillpost.device.printer.Document;
import io.tillpost.device.printer.PrintResult;
import io.tillpost.device.printer.PrinterStatus;
import io.tillpost.device.printer.ReceiptPrinter;
import java.io.IOException;
import java.util.Optional;
import java.util.function.LongSupplier;

/// A receipt printer that speaks ESC/POS. A job is sent once, never again by itself: it ends with `GS r 1`, whose
/// answer proves what came before it. A job is refused before its first byte when the printer is not ready, or when
/// it has not yet answered for an earlier one. A lost line is opened again by the next call.
public final class EscPosPrinter implements ReceiptPrinter {
    /// `DLE DC4` 1 on pin 2, 100 ms: opens the drawer even when the paper is out.
    private static final byte[] PULSE_AT_ONCE = {0x10, 0x14, 1, 0, 1};

    private final PrinterModel model;
    private final EscPosSession session;
    private final EscPosTimings timings;
    private final LongSupplier nanoTime;

    /// `nanoTime` is a monotonic clock in nanoseconds, e.g. `System::nanoTime`. Nothing is opened yet.
    public EscPosPrinter(LineOpener opener, PrinterModel model, EscPosTimings timings,
            LongSupplier nanoTime) {
        this.model = model;
        this.timings = timings;
        this.nanoTime = nanoTime;
        this.session = new EscPosSession(opener, timings, nanoTime);
    }

    @Override
    public PrintResult print(Document document) {
        byte[] job = EscPosEncoder.encode(document, model);
        try {
            var refusal = refusal();
            if (refusal.isPresent()) {
                return new PrintResult.NotStarted(refusal.get());
            }
        } catch (IOException e) {
            session.close();
            return new PrintResult.NotStarted(reason(e));
        }
        // From here on something may be on paper, whatever happens.
        try {
            session.send(job);
            return model.answers()
                    ? confirm()
                    : new PrintResult.Unconfirmed("a " + model.name() + " cannot confirm what it printed");
        } catch (IOException e) {
            session.close();
            return new PrintResult.Unconfirmed(reason(e));
        }
    }

    @Override
    public PrinterStatus status() {
        try {
            return session.status();
        } catch (IOException e) {
            session.close();
            return PrinterStatus.UNREACHABLE;
        }
    }

    @Override
    public boolean openDrawer() {
        try {
            if (!model.answers()) {
                session.send(EscPosEncoder.pulse());
                return false;
            }
            var status = session.status();
            if (!status.reachable()) {
                return false;
            }
            boolean inOrder = status.canPrint() && session.settled();
            return inOrder ? pulse() : pulseAtOnce();
        } catch (IOException e) {
            session.close();
            return false;
        }
    }

    @Override
    public void close() {
        session.close();
    }

    private boolean pulse() throws IOException {
        session.send(EscPosEncoder.pulse());
        session.ask();
        return session.answered(timings.confirm());
    }

    /// For a printer without paper or with its cover open, which does nothing in order any more.
    private boolean pulseAtOnce() throws IOException {
        session.send(PULSE_AT_ONCE);
        return session.status().reachable();
    }

    private Optional<String> refusal() throws IOException {
        if (!model.answers()) {
            return Optional.empty();
        }
        var status = session.status();
        if (!status.canPrint()) {
            return Optional.of(trouble(status));
        }
        return session.settled()
                ? Optional.empty()
                : Optional.of("the printer has not answered for an earlier receipt");
    }

    private PrintResult confirm() throws IOException {
        session.ask();
        long deadline = nanoTime.getAsLong() + timings.confirm().toNanos();
        while (!session.answered(timings.status())) {
            var status = session.status();
            if (status.reachable() && !status.canPrint()) {
                return new PrintResult.Unconfirmed(trouble(status) + " while printing");
            }
            if (nanoTime.getAsLong() >= deadline) {
                return new PrintResult.Unconfirmed("no answer to GS r within " + timings.confirm());
            }
        }
        return new PrintResult.Confirmed();
    }

    private static String trouble(PrinterStatus status) {
        if (!status.reachable()) {
            return "the printer does not answer";
        }
        if (status.coverOpen()) {
            return "the cover is open";
        }
        return status.recEmpty() ? "the paper is out" : "the printer reports a fault";
    }

    private static String reason(IOException e) {
        return String.valueOf(e.getMessage());
    }
}
