package io.tillpost.edge.sync;

import io.tillpost.edge.journal.Lineage;
import io.tillpost.edge.journal.Lineage.Member;
import io.tillpost.edge.journal.Succession;
import io.tillpost.edge.journal.Succession.Ignorance;
import io.tillpost.edge.journal.Succession.Order;
import io.tillpost.edge.sync.TailSource.Held;
import io.tillpost.edge.sync.TailSource.Tail;
import io.tillpost.protocol.journal.Hash;
import io.tillpost.protocol.journal.HashChain;
import io.tillpost.protocol.journal.JournalKey;
import io.tillpost.protocol.journal.JournalRow;
import io.tillpost.protocol.journal.Lane;
import io.tillpost.protocol.journal.Parent;
import java.io.IOException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// Brings a lane and head office's copies of its journals together: finds the last rows that both have, learns what only
/// head office has, and goes on in a new journal with what only this box has. Blocks for as long as head office's rows
/// take to come; selling goes on meanwhile. Started again after a failure or a crash it does what is left to do.
final class Reunion {
    private static final int ROWS_PER_PAGE = 500;

    private final Lineage lineage;
    private final Succession succession;
    private final TailSource source;

    Reunion(Lineage lineage, Succession succession, TailSource source) {
        this.lineage = lineage;
        this.succession = succession;
        this.source = source;
    }

    /// What came of it.
    ///
    /// @param journal the lane's present journal now
    /// @param learned rows that only head office had
    /// @param notKept in words, which rows head office lacks that this box no longer keeps; empty for none
    record Outcome(JournalKey journal, long learned, Optional<String> notKept) {}

    /// Whether what head office has of the time before a restore is still to be learned.
    boolean isIgnorant(Lane lane) {
        return ignorance(lane).isPresent();
    }

    /// Whether the row is here, with this hash.
    boolean has(JournalKey journal, long seq, Hash theirs) {
        return lineage.hashAt(journal, seq).equals(Optional.of(theirs));
    }

    /// Learns, and opens the lane's next journal.
    ///
    /// @param cause see [io.tillpost.protocol.event.JournalForked]
    /// @param newestEpoch the highest that head office was heard to have welcomed
    Outcome fork(Lane lane, String cause, long newestEpoch) throws IOException {
        List<Held> held = held(lane);
        Learned learned = learn(lane, held);
        List<Member> members = lineage.members(lane);
        Member present = members.getLast();
        long epoch = Math.max(newestEpoch, present.journal().epoch());
        for (Held one : held) {
            epoch = Math.max(epoch, one.journal().epoch());
        }
        Seam seam = seam(members, held, learned.common);
        JournalKey fresh = succession.fork(new Order(present.journal(), epoch + 1, seam.parent.orElse(null),
                seam.repeatAfter, List.of(), List.of(), cause, true));
        return new Outcome(fresh, learned.rows, seam.notKept);
    }

    /// Learns only: after a restore the lane has its new journal already.
    Outcome learn(Lane lane) throws IOException {
        Learned learned = learn(lane, held(lane));
        JournalKey present = lineage.members(lane).getLast().journal();
        succession.learned(present);
        return new Outcome(present, learned.rows, Optional.empty());
    }

    private List<Held> held(Lane lane) throws IOException {
        return source.journals()
                .stream()
                .filter(one -> one.journal().lane() == lane)
                .sorted(Comparator.comparingLong(one -> one.journal().epoch()))
                .toList();
    }

    private Optional<Ignorance> ignorance(Lane lane) {
        return succession.ignorant()
                .stream()
                .filter(one -> one.journal().lane() == lane)
                .findAny();
    }

    /// @param common journal -> the last row that both have
    private record Learned(Map<UUID, Long> common, long rows) {}

    private Learned learn(Lane lane, List<Held> held) throws IOException {
        List<Member> members = lineage.members(lane);
        JournalKey present = members.getLast().journal();
        Optional<Ignorance> ignorance = ignorance(lane);
        long oldestEpoch = oldestEpoch(members, held, ignorance);
        var common = new HashMap<UUID, Long>();
        long rows = 0;
        for (Held one : held) {
            Optional<Member> mine = members.stream()
                    .filter(member -> member.journal().equals(one.journal()))
                    .findAny();
            if (mine.isEmpty() && one.journal().epoch() < oldestEpoch) {
                continue; // deleted here when its time was over
            }
            long after = mine.isPresent() ? common(mine.get(), one) : knownOf(one, ignorance);
            mine.ifPresent(_ -> common.put(one.journal().journalId(), after));
            rows += learn(present, one, after);
        }
        return new Learned(common, rows);
    }

    private static long oldestEpoch(List<Member> members, List<Held> held, Optional<Ignorance> ignorance) {
        long ours = members.getFirst().journal().epoch();
        if (ignorance.isEmpty()) {
            return ours;
        }
        JournalKey before = ignorance.get().before();
        return before == null
                ? 1
                : held.stream()
                        .map(Held::journal)
                        .filter(journal -> journal.journalId().equals(before.journalId()))
                        .map(JournalKey::epoch)
                        .findAny()
                        .orElse(1L);
    }

    private static long knownOf(Held held, Optional<Ignorance> ignorance) {
        return ignorance.filter(one -> one.before() != null
                && one.before().journalId().equals(held.journal().journalId()))
                .map(one -> Math.min(one.knownSeq(), held.headSeq()))
                .orElse(0L);
    }

    /// The last row that a journal here and its copy at head office have in common; a row that is no longer kept here
    /// was acknowledged once.
    private long common(Member mine, Held theirs) throws IOException {
        long last = Math.min(mine.lastSeq(), theirs.headSeq());
        if (last == theirs.headSeq() && has(mine.journal(), last, theirs.headHash())) {
            return last;
        }
        long known = Math.min(Math.max(0, mine.firstSeq() - 1), last);
        long low = known;
        long high = last;
        long look = high;
        while (low < high) {
            if (has(mine.journal(), look, source.rows(mine.journal(), look, 1).prev())) {
                low = look;
            } else {
                high = look - 1;
            }
            look = low + (high - low + 1) / 2;
        }
        return low;
    }

    private long learn(JournalKey present, Held held, long after) throws IOException {
        long seq = after;
        Hash before = lineage.hashAt(held.journal(), after).orElse(null);
        while (seq < held.headSeq()) {
            Tail tail = source.rows(held.journal(), seq, ROWS_PER_PAGE);
            if (tail.rows().isEmpty() || (before != null && !before.equals(tail.prev()))) {
                throw new IOException("head office's rows of journal " + held.journal().journalId()
                        + " after " + seq + " do not follow what it said before");
            }
            before = checked(held.journal(), seq, tail);
            succession.learn(present, tail.rows());
            seq = tail.rows().getLast().seq();
        }
        return seq - after;
    }

    private static Hash checked(JournalKey journal, long after, Tail tail) throws IOException {
        Hash hash = tail.prev();
        long seq = after;
        for (JournalRow row : tail.rows()) {
            seq++;
            if (row.seq() != seq) {
                throw new IOException("head office gave row " + row.seq() + ", expected " + seq);
            }
            hash = HashChain.next(hash, journal, row);
        }
        if (!hash.equals(tail.head())) {
            throw new IOException("head office's rows of journal " + journal.journalId() + " up to " + seq
                    + " do not hash to what it says");
        }
        return hash;
    }

    /// Where the new journal leaves off.
    private record Seam(Optional<Parent> parent, long repeatAfter, Optional<String> notKept) {}

    /// At the present journal if head office has it; else at the newest one before that it has.
    private Seam seam(List<Member> members, List<Held> held, Map<UUID, Long> common) {
        Member present = members.getLast();
        Optional<Held> theirs = held.stream()
                .filter(one -> one.journal().equals(present.journal()))
                .findAny();
        if (theirs.isPresent()) {
            long after = common.getOrDefault(present.journal().journalId(), 0L);
            return new Seam(Optional.of(new Parent(present.journal().journalId(), theirs.get().headSeq(),
                    theirs.get().headHash())), Math.max(after, present.firstSeq() - 1),
                    gap(present, after, present.lastSeq()));
        }
        Optional<String> notKept = gap(present, 0, present.lastSeq());
        for (Member member : members.reversed().subList(1, members.size())) {
            Long last = common.get(member.journal().journalId());
            long after = Math.min(last == null ? 0 : last, member.standsSeq());
            notKept = notKept.or(() -> gap(member, after, member.standsSeq()));
            if (last != null) {
                var parent = new Parent(member.journal().journalId(), after, hashAt(member, after, held));
                return new Seam(Optional.of(parent), Math.max(0, present.firstSeq() - 1), notKept);
            }
        }
        return new Seam(Optional.empty(), Math.max(0, present.firstSeq() - 1), notKept);
    }

    /// Here, or at head office if it is past retention here.
    private Hash hashAt(Member member, long seq, List<Held> held) {
        return lineage.hashAt(member.journal(), seq)
                .or(() -> held.stream()
                        .filter(one -> one.journal().equals(member.journal()) && one.headSeq() == seq)
                        .map(Held::headHash)
                        .findAny())
                .orElseThrow(() -> new IllegalStateException("neither side has the hash of row " + seq
                        + " of journal " + member.journal().journalId()));
    }

    private static Optional<String> gap(Member member, long after, long to) {
        return after < to && member.firstSeq() > after + 1
                ? Optional.of("rows " + (after + 1) + " to " + Math.min(to, member.firstSeq() - 1)
                        + " of journal " + member.journal().journalId()
                        + " are past retention here and missing at head office")
                : Optional.empty();
    }
}
