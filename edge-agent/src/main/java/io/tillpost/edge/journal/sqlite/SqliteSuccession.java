package io.tillpost.edge.journal.sqlite;

import io.tillpost.edge.journal.AppendListener;
import io.tillpost.edge.journal.Forgetting;
import io.tillpost.edge.journal.Origin;
import io.tillpost.edge.journal.Stamp;
import io.tillpost.edge.journal.Succession;
import io.tillpost.edge.journal.UnitOfWork;
import io.tillpost.edge.journal.sqlite.NextTable.Next;
import io.tillpost.edge.journal.sqlite.SealedTable.Sealed;
import io.tillpost.protocol.event.JournalForked;
import io.tillpost.protocol.failpoint.Failpoints;
import io.tillpost.protocol.journal.Hash;
import io.tillpost.protocol.journal.HashChain;
import io.tillpost.protocol.journal.IdSource;
import io.tillpost.protocol.journal.JournalKey;
import io.tillpost.protocol.journal.JournalRow;
import io.tillpost.protocol.journal.Lane;
import io.tillpost.protocol.journal.Parent;
import io.tillpost.protocol.seal.RotatingVault;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Makes a lane's next journal beside the present one: a few rows per commit, between the sales, are opened, chained and
/// sealed anew, and a last commit copies what was sold meanwhile and exchanges the two. A crash before that leaves the
/// present journal as it is.
final class SqliteSuccession implements Succession {
    private static final String BEFORE_COMMIT = "fork.before-commit";
    /// A sale that comes meanwhile waits for so many rows: some milliseconds.
    private static final int ROWS = 100;
    /// The row itself and the records that follow from it: a sale in cash is three rows and some sixteen seals. What came in
    /// weeks without head office is recovered in one unit, and needs more seals than a unit is granted.
    private static final int SEALS_PER_ROW = 32;

    private final Origin origin;
    private final IdSource ids;
    private final Writer writer;
    private final Reader reader;
    private final Lanes lanes;
    private final Failpoints failpoints;
    private final Folding folding;
    private final Object gate = new Object();
    private volatile Function<UnitOfWork, Stamp> stamp;
    private volatile Runnable afterwards = () -> {};
    private volatile Forgetting forgetting = (_, _) -> {};

    SqliteSuccession(Origin origin, IdSource ids, Writer writer, Reader reader, Lanes lanes, Stamps stamps,
            Failpoints failpoints) {
        this.origin = origin;
        this.ids = ids;
        this.writer = writer;
        this.reader = reader;
        this.lanes = lanes;
        this.failpoints = failpoints;
        this.folding = new Folding(lanes);
        this.stamp = _ -> stamps.own(ids.next());
    }

    /// Runs `task` on the caller's thread after every fork.
    void afterwards(Runnable task) {
        afterwards = task;
    }

    /// Hears in the commit of a fork that what head office had is not known.
    void forgetting(Forgetting listener) {
        forgetting = listener;
    }

    void rebuildWith(AppendListener listener) {
        folding.with(listener);
    }

    void stampedBy(Function<UnitOfWork, Stamp> supplier) {
        stamp = supplier;
    }

    @Override
    public JournalKey fork(Order order) {
        Lane lane = order.old().lane();
        synchronized (gate) {
            var _ = writer.commit(unit -> begun(unit, order));
            boolean more = true;
            while (more) {
                more = writer.commit(unit -> {
                    boolean left = copying(unit, lane).copy(ROWS) == ROWS;
                    failpoints.reached(BEFORE_COMMIT);
                    return left;
                });
            }
            long rows = (long) order.recovered().size() + order.learned().size();
            if (rows * SEALS_PER_ROW > RotatingVault.GRANT / 2) {
                var _ = writer.commit(unit -> {
                    unit.reserveSeals(rows * SEALS_PER_ROW);
                    return true;
                });
            }
            JournalKey next = writer.commit(unit -> exchanged(unit, order));
            lanes.goesOnIn(next);
            afterwards.run();
            return next;
        }
    }

    @Override
    public List<Ignorance> ignorant() {
        return reader.ask(sql -> sql.list(
                "select lane, before_id, before_epoch, known_seq from ignorance order by lane",
                row -> ignorance(sql, row)));
    }

    private Ignorance ignorance(Sql sql, ResultSet row) throws SQLException {
        Lane lane = Lane.of(row.getString(1));
        byte[] before = row.getBytes(2);
        return new Ignorance(lanes.key(sql, lane),
                before == null ? null : new JournalKey(lane, Bytes.uuid(before), row.getLong(3)),
                row.getLong(4));
    }

    @Override
    public void learn(JournalKey journal, List<JournalRow> rows) {
        var _ = writer.commit(unit -> {
            requirePresent(unit.sql, journal);
            rows.forEach(row -> folding.learn(unit, journal.lane(), row));
            return true;
        });
    }

    @Override
    public void learned(JournalKey journal) {
        var _ = writer.commit(unit -> {
            requirePresent(unit.sql, journal);
            LearnedTable.forget(unit.sql, journal.lane());
            return forgetIgnorance(unit.sql, journal.lane());
        });
    }

    /// The next journal of the lane: the one that was begun for the same order, or a fresh one.
    private Next begun(Unit unit, Order order) {
        Sql sql = unit.sql;
        Lane lane = order.old().lane();
        requirePresent(sql, order.old());
        if (order.epoch() <= order.old().epoch()) {
            throw new IllegalArgumentException("epoch " + order.epoch() + " after epoch "
                    + order.old().epoch() + ", expected a higher one");
        }
        long last = unit.head(lane).seq();
        if (order.repeatAfter() < 0 || order.repeatAfter() > last
                || lanes.hashAt(sql, lane, order.repeatAfter()).isEmpty()) {
            throw new IllegalArgumentException(
                    "rows after " + order.repeatAfter() + " of a journal that ends at "
                            + last + " or does not keep them");
        }
        Optional<Next> there = NextTable.of(sql, lane);
        if (there.isPresent() && isFor(there.get(), order)) {
            return there.get();
        }
        if (there.isPresent()) {
            NextTable.giveUp(sql, lane);
        }
        var key = new JournalKey(lane, ids.next(), order.epoch());
        var genesis = HashChain.genesis(origin.tenant(), origin.store(), key, order.parent());
        var next = Next.fresh(key, order.parent(), genesis, order.old().epoch(), order.repeatAfter());
        NextTable.begin(sql, next);
        failpoints.reached(BEFORE_COMMIT);
        return next;
    }

    private static boolean isFor(Next next, Order order) {
        return next.oldEpoch() == order.old().epoch() && next.key().epoch() == order.epoch()
                && next.repeatAfter() == order.repeatAfter()
                && Optional.ofNullable(next.parent()).equals(Optional.ofNullable(order.parent()));
    }

    private void requirePresent(Sql sql, JournalKey journal) {
        JournalKey present = lanes.key(sql, journal.lane());
        if (!present.equals(journal)) {
            throw new IllegalArgumentException(
                    "the lane's present journal is " + present + ", not " + journal);
        }
    }

    private Copying copying(Unit unit, Lane lane) {
        return new Copying(unit, lanes, NextTable.of(unit.sql, lane).orElseThrow());
    }

    /// The last commit: all is in the next journal, which becomes the present one.
    private JournalKey exchanged(Unit unit, Order order) {
        Sql sql = unit.sql;
        Lane lane = order.old().lane();
        requirePresent(sql, order.old());
        order.learned().forEach(row -> folding.learn(unit, lane, row));
        Copying copying = copying(unit, lane);
        while (copying.copy(ROWS) == ROWS) {
            // What was sold since the last look.
        }
        long repeated = copying.head().seq();
        boolean forgetful = lane == Lane.FIN && !order.knowsHeadOffice();
        if (forgetful) {
            forgetting.isOld(unit);
        }
        long recovered = LearnedTable.folded(sql, lane);
        for (JournalRow row : order.recovered()) {
            recovered += folding.recover(unit, lane, row) ? 1 : 0;
            copying.write(row);
        }
        Next next = copying.next();
        Head head = copying.head();
        seal(unit, order, next, head);
        remember(sql, order);
        if (forgetful) {
            forgetting.forgot(unit, next.key());
        }
        var _ = unit.append(stamp.apply(unit), forked(order, next.key(), recovered, repeated));
        failpoints.reached(BEFORE_COMMIT);
        return next.key();
    }

    private static JournalForked forked(Order order, JournalKey key, long recovered, long repeated) {
        Parent parent = order.parent();
        return new JournalForked(key, parent == null ? null : parent.journalId(),
                parent == null ? 0 : parent.seq(), parent == null ? null : parent.hash(), order.cause(),
                recovered, repeated);
    }

    private void seal(Unit unit, Order order, Next next, Head head) {
        Sql sql = unit.sql;
        Lane lane = order.old().lane();
        Hash repeatsAfter = lanes.hashAt(sql, lane, order.repeatAfter()).orElseThrow();
        Copying.againFrom(sql, lane, order.parent())
                .forEach(range -> SealedTable.setStands(sql, range.sealed().key(), range.after()));
        SealedTable.add(sql, new Sealed(order.old(), JournalTable.parent(sql, lane),
                JournalTable.genesis(sql, lane), unit.head(lane),
                new Head(order.repeatAfter(), repeatsAfter), null));
        JournalTable.replace(sql, next.key(), order.parent(), next.genesis());
        sql.script("alter table " + EventTable.table(lane) + " rename to "
                + EventTable.sealed(lane, order.old().epoch()));
        sql.script("alter table " + EventTable.next(lane) + " rename to " + EventTable.table(lane));
        var _ = sql.update("delete from ack_day where lane = ?", lane.wireName());
        NextTable.done(sql, lane);
        unit.goesOn(lane, head);
    }

    /// What is not known of head office yet: the oldest such mark is the one that counts. Who follows no row of the journal
    /// before has to learn all of it, and of those before that.
    private static void remember(Sql sql, Order order) {
        Lane lane = order.old().lane();
        if (order.knowsHeadOffice()) {
            LearnedTable.forget(sql, lane);
            var _ = forgetIgnorance(sql, lane);
            return;
        }
        Parent parent = order.parent() == null || order.parent().seq() == 0 ? null : order.parent();
        Long epoch = parent == null
                ? null
                : parent.journalId().equals(order.old().journalId())
                        ? order.old().epoch()
                        : order.epoch() - 1;
        var _ = sql.update("""
                insert into ignorance (lane, before_id, before_epoch, known_seq) values (?, ?, ?, ?)
                on conflict do nothing""", lane.wireName(), JournalTable.id(parent), epoch,
                parent == null ? 0 : parent.seq());
    }

    private static boolean forgetIgnorance(Sql sql, Lane lane) {
        return sql.update("delete from ignorance where lane = ?", lane.wireName()) > 0;
    }
}
