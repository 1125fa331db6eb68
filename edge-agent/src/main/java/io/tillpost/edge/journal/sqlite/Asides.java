package io.tillpost.edge.journal.sqlite;

import io.tillpost.edge.journal.Origin;
import io.tillpost.edge.journal.StoredEvent;
import io.tillpost.protocol.journal.Lane;
import io.tillpost.protocol.seal.WrappedKey;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// All files that were put aside and are not through: mostly one; more where the file in its place was damaged, too,
/// before all was taken over. Oldest first.
final class Asides implements AutoCloseable {
    private final List<Salvage> files;

    private Asides(List<Salvage> files) {
        this.files = files;
    }

    static Asides of(Path folder, RecoveryNote note) {
        return new Asides(note.folders().stream().map(name -> Salvage.of(folder.resolve(name))).toList());
    }

    /// Their wrapped keys, file by file.
    List<List<WrappedKey>> keys() {
        return files.stream().map(Salvage::keys).toList();
    }

    /// As [Salvage#copyRecords]: of the newest file, which had taken over those of the others; of those what it has lost.
    /// Numbers of a series go on after the highest.
    long copyRecords(Sql to, Seal seal) {
        if (files.isEmpty()) {
            return -1;
        }
        long taken = files.getLast().copyRecords(to, seal);
        for (Salvage older : files.subList(0, files.size() - 1).reversed()) {
            if (taken < 0) {
                var _ = older.copyRecords(to, seal);
            } else {
                older.copySeries(to);
            }
        }
        return taken;
    }

    /// As [Salvage#acknowledged].
    void acknowledged(Lane lane, Origin origin, Seal seal, Consumer<List<StoredEvent>> reader) {
        files.forEach(file -> file.acknowledged(lane, origin, seal.of(file.keys()), reader));
    }

    /// As [Salvage#left], file by file.
    List<Optional<Salvage.Left>> left(Lane lane, Origin origin, Seal seal) {
        var left = new ArrayList<Optional<Salvage.Left>>();
        files.forEach(file -> left.add(file.left(lane, origin, seal.of(file.keys()))));
        return left;
    }

    @Override
    public void close() {
        files.forEach(Salvage::close);
    }
}
