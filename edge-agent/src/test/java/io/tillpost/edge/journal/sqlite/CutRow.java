package io.tillpost.edge.journal.sqlite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/// A row of which a sector is gone.
final class CutRow {
    /// A blob of 16 bytes in a record's head (https://sqlite.org/fileformat2.html, 2.1).
    private static final int ID = 0x2c;

    private CutRow() {}

    /// Takes the length of its head from a row of the `fin` lane: SQLite answers it without any value then, and no error.
    static void headOff(Path database, long seq) throws IOException {
        byte[] id;
        try (var sql = Sql.readOnly(database)) {
            id = sql.one("select event_id from event_fin where seq = ?", row -> row.getBytes(1), seq)
                    .orElseThrow();
        }
        byte[] bytes = Files.readAllBytes(database);
        int cut = 0;
        for (int at = 20; at < bytes.length - id.length; at++) {
            if (!Arrays.equals(bytes, at, at + id.length, id, 0, id.length)) {
                continue;
            }
            for (int head = 9; head < 20; head++) {
                // The id is the first value after the head; 0 stands before it for the row's number.
                if (bytes[at - head] == head && bytes[at - head + 1] == 0 && bytes[at - head + 2] == ID) {
                    bytes[at - head] = 0;
                    cut++;
                }
            }
        }
        if (cut != 1) {
            throw new IllegalStateException("found " + cut + " times, expected once");
        }
        Files.write(database, bytes);
    }
}
