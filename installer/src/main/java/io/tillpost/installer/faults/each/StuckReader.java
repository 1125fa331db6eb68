package io.tillpost.installer.faults.each;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;

/// Another program begins to read the journal and does not end, so that its write-ahead log cannot be emptied.
final class StuckReader implements Fault {
    @Override
    public int number() {
        return 27;
    }

    @Override
    public String title() {
        return "checkpoint starved by a stuck reader";
    }

    /// What the log may grow to.
    private static final long WAL_MAX_BYTES = 64L << 20;

    @Override
    public void strike(Scene scene) throws IOException {
        Path journal = scene.box().journal();
        try (var connection = DriverManager.getConnection("jdbc:sqlite:file:" + journal + "?mode=ro");
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.executeQuery("select count(*) from sqlite_schema").close();
            scene.sell(40);
            long log = Files.size(journal.resolveSibling(journal.getFileName() + "-wal"));
            UnseenException.unless(log <= WAL_MAX_BYTES, "the write-ahead log grew to " + log + " bytes");
            connection.rollback();
        } catch (SQLException e) {
            throw new IOException("the stuck reader cannot read: " + e.getMessage(), e);
        }
        scene.sell(10);
    }
}
