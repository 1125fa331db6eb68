package io.tillpost.device.simulator.printer;

import io.tillpost.device.printer.PaperRow;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// Draws pictures of receipts beside the printing, so that an answer never waits for a font. A picture is a nicety: one
/// that cannot be drawn, or finds more than 64 waiting, is left out.
final class PictureDesk implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(PictureDesk.class.getName());
    private static final int WAITING_MAX = 64;

    private final boolean wanted;
    private final int columns;
    private final ThreadPoolExecutor drawer;

    PictureDesk(boolean wanted, int columns) {
        this.wanted = wanted;
        this.columns = columns;
        this.drawer = new ThreadPoolExecutor(0, 1, 1, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING_MAX),
                Thread.ofPlatform().name("receipt-pictures").factory(),
                new ThreadPoolExecutor.DiscardPolicy());
    }

    void draw(List<PaperRow> rows, Path png) {
        if (wanted) {
            drawer.execute(() -> drawNow(rows, png));
        }
    }

    private void drawNow(List<PaperRow> rows, Path png) {
        try {
            PaperPicture.write(rows, columns, png);
        } catch (IOException | RuntimeException | LinkageError | InternalError e) {
            // A JDK without fonts or without its desktop module fails in several ways.
            LOG.log(System.Logger.Level.WARNING, "no picture {0}: {1}", png, e);
        }
    }

    @Override
    public void close() {
        drawer.close();
    }
}
