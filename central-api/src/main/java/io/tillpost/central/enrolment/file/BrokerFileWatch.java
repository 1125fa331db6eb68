package io.tillpost.central.enrolment.file;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// Keeps the brokers' files as they should be. One that cannot be written, or a database that is not there, is reported
/// once and tried again.
public final class BrokerFileWatch implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(BrokerFileWatch.class.getName());
    private static final Duration PAUSE = Duration.ofSeconds(2);

    private final BrokerFiles files;
    private final BrokerFiles.Places places;
    private final Thread loop;
    private String reported = "";

    private BrokerFileWatch(BrokerFiles files, BrokerFiles.Places places) {
        this.files = files;
        this.places = places;
        this.loop = Thread.ofVirtual().name("broker-files").unstarted(this::run);
    }

    /// Writes the files, and again whenever something has changed. Throws [IOException] when they cannot be written now.
    public static BrokerFileWatch start(BrokerFiles files, BrokerFiles.Places places) throws IOException {
        var watch = new BrokerFileWatch(files, places);
        watch.say(files.write(places));
        watch.loop.start();
        return watch;
    }

    private void run() {
        try {
            while (true) {
                Thread.sleep(PAUSE);
                writeOnce();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void writeOnce() {
        try {
            say(files.write(places));
            reported = "";
        } catch (IOException | RuntimeException | Error e) {
            // Not even a defect, or memory that was short for a moment, ends the loop that carries revocations to the broker.
            String problem = e.getClass().getSimpleName() + ": " + e.getMessage();
            if (!problem.equals(reported)) {
                LOG.log(System.Logger.Level.ERROR, "the broker's files are not up to date", e);
                reported = problem;
            }
        }
    }

    private void say(List<Path> written) {
        if (!written.isEmpty()) {
            LOG.log(System.Logger.Level.INFO, "written for the broker: {0}", written);
        }
    }

    @Override
    public void close() {
        loop.interrupt();
    }
}
