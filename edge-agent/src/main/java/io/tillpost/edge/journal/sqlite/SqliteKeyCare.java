package io.tillpost.edge.journal.sqlite;

import io.tillpost.edge.journal.KeyCare;
import io.tillpost.protocol.seal.DataKey;
import io.tillpost.protocol.seal.Keyring;
import io.tillpost.protocol.seal.MasterKey;
import io.tillpost.protocol.seal.RotatingVault;
import io.tillpost.protocol.seal.WrappedKey;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Exchanges keys in the writer's commits, between two sales.
final class SqliteKeyCare implements KeyCare {
    private final Writer writer;
    private final Reader reader;
    private final Seal seal;
    private final Resealing resealing;
    private final Runnable onChange;
    private final Object gate = new Object();
    /// Guarded by `gate`: a key that lies in the file and seals nothing yet, for what comes before that was refused.
    private @Nullable DataKey added;

    /// @param onChange hears after the wrapped keys have changed and before anything is sealed with a new one
    SqliteKeyCare(Writer writer, Reader reader, Seal seal, Resealing resealing, Runnable onChange) {
        this.onChange = onChange;
        this.writer = writer;
        this.reader = reader;
        this.seal = seal;
        this.resealing = resealing;
    }

    @Override
    public Status status() {
        return reader.ask(sql -> new Status(Keyring.wholeMasters(KeyTable.wrapped(sql)),
                seal.ring().numbers().stream().filter(number -> number != Seal.NAMES).toList(),
                seal.current(), KeyTable.reserved(sql, seal.current()), resealing.complete()));
    }

    @Override
    public int rotate() {
        synchronized (gate) {
            if (added == null) {
                added = writer.commit(unit -> add(unit.sql));
            }
            return useAdded(added);
        }
    }

    private int useAdded(DataKey fresh) {
        onChange.run();
        seal.use(fresh);
        added = null;
        resealing.again();
        return fresh.number();
    }

    /// What was begun before is finished first: every key in the file is in the ring then.
    private void finishRotation() {
        if (added != null) {
            var _ = useAdded(added);
        }
    }

    /// Long before a key has sealed as often as it may, there is another one.
    void rotateIfWorn() {
        Status status = status();
        if (status.sealedAtMost() >= RotatingVault.WORN_SEALS && status.masters().size() == 1) {
            var _ = rotate();
        }
    }

    private DataKey add(Sql sql) {
        Set<String> masters = Keyring.wholeMasters(KeyTable.wrapped(sql));
        if (masters.size() > 1) {
            throw new IllegalStateException("the journal is under the master keys "
                    + String.join(" and ", new TreeSet<>(masters))
                    + "; configure the new one and run master-key retire first");
        }
        DataKey fresh = DataKey.fresh(Collections.max(KeyTable.numbers(sql)) + 1, seal.random());
        KeyTable.wrap(sql, List.of(seal.master().wrap(fresh, seal.random())));
        KeyTable.reserve(sql, fresh.number(), RotatingVault.GRANT);
        return fresh;
    }

    @Override
    public void addMaster(MasterKey next) {
        synchronized (gate) {
            finishRotation();
            var _ = writer.commit(unit -> {
                // Only what is still there: an old data key may have been deleted a moment ago.
                List<Integer> there = KeyTable.numbers(unit.sql);
                KeyTable.wrap(unit.sql,
                        there.stream().map(seal.ring()::key).map(key -> next.wrap(key, seal.random()))
                                .toList());
                return true;
            });
            onChange.run();
        }
    }

    @Override
    public Set<String> retireOthers(MasterKey keep) {
        synchronized (gate) {
            finishRotation();
            Set<String> others = writer.commit(unit -> {
                List<WrappedKey> wrapped = KeyTable.wrapped(unit.sql);
                var _ = Keyring.open(wrapped, keep);
                KeyTable.unwrapOthers(unit.sql, keep.fingerprint());
                var found = new TreeSet<>(wrapped.stream().map(WrappedKey::master).toList());
                found.remove(keep.fingerprint());
                return found;
            });
            onChange.run();
            seal.under(keep);
            return others;
        }
    }
}
