package io.tillpost.installer.faults.oracle;

import io.tillpost.installer.faults.oracle.Finding.Kind;
import io.tillpost.installer.faults.oracle.OfficeView.Journal;
import io.tillpost.installer.faults.oracle.OfficeView.Line;
import io.tillpost.installer.faults.oracle.OfficeView.Payment;
import io.tillpost.installer.faults.oracle.OfficeView.Row;
import io.tillpost.installer.faults.oracle.Witness.GivenUp;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Judges a store after everything has been healed. What a till was answered must be at head office once, unchanged and in
/// that till's order, and nothing else may be there but what a till gave up asking for; journals have no gap but where a fork
/// explains it; both ends agree; the ledger adds up, and cards were charged what it says.
public final class Oracle {
    private static final String SALES_LANE = "fin";

    private final Witness witness;
    private final OfficeView office;
    private final BoxView box;
    private final List<Finding> findings = new ArrayList<>();

    private Oracle(Witness witness, OfficeView office, BoxView box) {
        this.witness = witness;
        this.office = office;
        this.box = box;
    }

    /// Everything that must not be; empty if all holds.
    public static List<Finding> judge(Witness witness, OfficeView office, BoxView box) {
        var oracle = new Oracle(witness, office, box);
        oracle.documents();
        oracle.journals();
        oracle.ends();
        oracle.setAside();
        oracle.payments();
        oracle.ledger();
        oracle.entries();
        return List.copyOf(oracle.findings);
    }

    private void found(Kind kind, String what) {
        findings.add(new Finding(kind, what));
    }

    private void documents() {
        Map<UUID, Map<UUID, Accepted>> held = held();
        for (Accepted one : witness.accepted()) {
            Map<UUID, Accepted> copies = held.getOrDefault(one.id(), Map.of());
            if (copies.isEmpty()) {
                found(Kind.LOST, one + " was answered to its till and is not at head office");
            } else if (!copies.containsValue(one)) {
                found(Kind.ALTERED, one + " stands at head office as " + copies.values());
            }
        }
        held.forEach((id, copies) -> {
            if (copies.size() > 1) {
                found(Kind.DUPLICATED, "sale or refund " + id + " was completed by events "
                        + copies.keySet());
            }
        });
        unanswered(held);
        receiptNumbers(held);
        order(held.keySet());
        rowsOnce();
    }

    /// A till asks again until it is answered or refused. What is there and was neither, nobody at a till has made.
    private void unanswered(Map<UUID, Map<UUID, Accepted>> held) {
        Set<UUID> answered = witness.accepted().stream().map(Accepted::id).collect(Collectors.toSet());
        var givenUp = new ArrayList<>(witness.givenUp());
        held.forEach((id, copies) -> {
            Accepted document = copies.values().iterator().next();
            // A till knows its sale before it asks for the end of it, and a refund only by the answer.
            UUID sale = document.kind() == Accepted.Kind.SALE ? id : null;
            if (!answered.contains(id) && !givenUp.remove(new GivenUp(document.till(), sale))) {
                found(Kind.UNANSWERED, document + " is at head office, and no till was answered for it");
            }
        });
    }

    /// Document -> the events that say it was completed, each once, wherever it stands.
    private Map<UUID, Map<UUID, Accepted>> held() {
        Map<UUID, Map<UUID, Accepted>> held = new LinkedHashMap<>();
        rows().forEach(row -> {
            Accepted document = row.document();
            if (document != null) {
                held.computeIfAbsent(document.id(), _ -> new HashMap<>()).put(row.event(), document);
            }
        });
        return held;
    }

    private Stream<Row> rows() {
        return salesJournals().stream().flatMap(journal -> journal.rows().stream());
    }

    private List<Journal> salesJournals() {
        return office.journals()
                .stream()
                .filter(journal -> journal.lane().equals(SALES_LANE))
                .sorted(Comparator.comparingLong(Journal::epoch))
                .toList();
    }

    private void receiptNumbers(Map<UUID, Map<UUID, Accepted>> held) {
        Map<String, UUID> numbers = new HashMap<>();
        held.forEach((id, copies) -> copies.values().forEach(document -> {
            String number = document.series() + "/" + document.number();
            UUID other = numbers.putIfAbsent(number, id);
            if (other != null && !other.equals(id)) {
                found(Kind.NUMBERED_TWICE, "receipt " + number + " was given to " + other + " and to " + id);
            }
        }));
    }

    /// Each till's documents, in the order in which they were answered to it. An event that a fork repeats stands where it
    /// stood first.
    private void order(Set<UUID> held) {
        Map<String, List<UUID>> atOffice = new HashMap<>();
        var seen = new HashSet<UUID>();
        rows().map(Row::document)
                .filter(Objects::nonNull)
                .filter(document -> seen.add(document.id()))
                .forEach(document -> atOffice.computeIfAbsent(document.till(), _ -> new ArrayList<>())
                        .add(document.id()));
        Map<String, List<UUID>> answered = witness.accepted().stream()
                .filter(one -> held.contains(one.id()))
                .collect(Collectors.groupingBy(Accepted::till, LinkedHashMap::new,
                        Collectors.mapping(Accepted::id, Collectors.toList())));
        answered.forEach((till, ids) -> {
            var known = new HashSet<>(ids);
            List<UUID> theirs = atOffice.getOrDefault(till, List.of()).stream().filter(known::contains)
                    .toList();
            for (int i = 0; i < Math.min(ids.size(), theirs.size()); i++) {
                if (!ids.get(i).equals(theirs.get(i))) {
                    found(Kind.REORDERED, "till " + till + " has " + ids.get(i) + " as its no. " + (i + 1)
                            + ", head office " + theirs.get(i));
                    return;
                }
            }
        });
    }

    /// Within one journal an event stands once.
    private void rowsOnce() {
        for (Journal journal : office.journals()) {
            var events = new HashSet<UUID>();
            for (Row row : journal.rows()) {
                if (!events.add(row.event())) {
                    found(Kind.DUPLICATED,
                            "event " + row.event() + " stands twice in journal " + journal.id());
                }
            }
        }
    }

    private void journals() {
        Set<UUID> known = office.journals().stream().map(Journal::id).collect(Collectors.toSet());
        for (Journal journal : office.journals()) {
            String damage = journal.damage();
            if (damage != null) {
                found(Kind.BROKEN, "journal " + journal.id() + " of lane " + journal.lane() + ": " + damage);
            }
            long last = journal.rows().isEmpty() ? 0 : journal.rows().getLast().seq();
            if (last != journal.headSeq()) {
                found(Kind.BROKEN, "journal " + journal.id() + " of lane " + journal.lane()
                        + " has rows up to " + last + ", and its head says " + journal.headSeq());
            }
            UUID parent = journal.parent();
            if (parent != null && !known.contains(parent) && !told().contains(parent)) {
                found(Kind.BROKEN, "journal " + journal.id() + " follows " + parent
                        + ", which head office never saw or heard of");
            }
        }
        lineages();
        forkRecords();
    }

    /// Journals that a JournalForked names.
    private Set<UUID> told() {
        return office.journals().stream().flatMap(journal -> journal.rows().stream())
                .map(Row::forked)
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
    }

    /// A journal that follows another one has a record that says so.
    private void forkRecords() {
        Set<UUID> told = told();
        for (Journal journal : office.journals()) {
            if (journal.parent() != null && !told.contains(journal.id())) {
                found(Kind.BROKEN, "journal " + journal.id() + " of lane " + journal.lane()
                        + " follows another one, and no JournalForked says so");
            }
        }
    }

    /// A second journal of a lane has to say whom it follows.
    private void lineages() {
        Map<String, List<Journal>> byLane = office.journals().stream()
                .collect(Collectors.groupingBy(Journal::lane));
        byLane.forEach((lane, journals) -> {
            long roots = journals.stream().filter(journal -> journal.parent() == null).count();
            if (roots > 1) {
                found(Kind.BROKEN, "lane " + lane + " has " + roots + " journals that follow no other one");
            }
        });
    }

    private void ends() {
        if (box.pending() > 0) {
            found(Kind.UNSENT, box.pending() + " events wait in the store");
        }
        for (BoxView.Head head : box.heads()) {
            office.journals()
                    .stream()
                    .filter(journal -> journal.id().equals(head.journal()))
                    .findFirst()
                    .ifPresentOrElse(journal -> sameHead(head, journal), () -> {
                        if (head.lastSeq() > 0) {
                            found(Kind.DIFFERENT, "head office does not know journal " + head.journal()
                                    + " of lane " + head.lane());
                        }
                    });
        }
    }

    private void sameHead(BoxView.Head head, Journal journal) {
        if (head.lastSeq() != journal.headSeq() || !head.hash().equals(journal.headHash())) {
            found(Kind.DIFFERENT, "lane " + head.lane() + " ends at " + head.lastSeq() + " " + head.hash()
                    + " in the store and at " + journal.headSeq() + " " + journal.headHash()
                    + " at head office");
        }
    }

    /// Nothing waits for a person at head office but what somebody put into the journal for that.
    private void setAside() {
        Map<UUID, Accepted> documents = rows().filter(row -> row.document() != null)
                .collect(Collectors.toMap(Row::event, row -> Objects.requireNonNull(row.document()),
                        (one, _) -> one));
        office.setAside().forEach((event, why) -> {
            if (!witness.poison().contains(event)) {
                Accepted document = documents.get(event);
                found(Kind.SET_ASIDE, "event " + event + (document == null ? "" : " of " + document)
                        + " was set aside by head office, " + why);
            }
        });
        witness.poison().stream().filter(event -> !office.setAside().containsKey(event))
                .forEach(event -> found(Kind.SET_ASIDE,
                        "event " + event + " is poison, and head office did not set it aside"));
    }

    /// Each card payment has ended, and belongs to a sale or refund that says the same amount. Only a box that may forget has
    /// charged for what it then forgot.
    private void payments() {
        Map<UUID, Long> moved = new LinkedHashMap<>();
        Map<UUID, Map<UUID, Accepted>> held = held();
        for (Payment payment : office.payments()) {
            boolean forgotten = witness.mayForget() && !held.containsKey(payment.document());
            if (payment.isOpen() && !forgotten) {
                found(Kind.UNSETTLED, payment + " is at head office as if it were under way");
            }
            if (payment.moved() && !forgotten) {
                moved.merge(payment.document(), payment.approvedMinor(), Long::sum);
            }
        }
        held.forEach((id, copies) -> {
            long said = copies.values().iterator().next().cardMinor();
            long paid = Objects.requireNonNullElse(moved.remove(id), 0L);
            if (said != paid) {
                found(Kind.CHARGED,
                        "sale or refund " + id + " says " + said + " by card, its payments add up to "
                                + paid + " (minor units)");
            }
        });
        moved.forEach((id, minor) -> found(Kind.CHARGED, minor + " (minor units) moved by card for " + id
                + ", which is no sale or refund at head office"));
    }

    private void ledger() {
        List<Accepted> all = withUnanswered();
        long sold = all.stream().mapToLong(one -> one.sign() * one.totalMinor()).sum();
        long cash = all.stream().mapToLong(one -> one.sign() * one.cashMinor()).sum();
        long cards = all.stream().mapToLong(one -> one.sign() * one.cardMinor()).sum();
        long forgotten = forgotten(cards);
        Map<String, Long> sums = new TreeMap<>(office.ledgerMinor());
        booked("income and VAT", -sold,
                taken(sums, "income:sales") + taken(sums, "income:returns") + taken(sums, "liabilities:vat"));
        booked("drawers", cash + witness.floatsMinor(), taken(sums, "assets:cash"));
        booked("safe", -witness.floatsMinor(), taken(sums, "assets:safe"));
        long clearing = taken(sums, "assets:card-clearing");
        booked("card clearing", cards + forgotten, clearing);
        booked("tender received", -forgotten, taken(sums, "assets:tender-received"));
        sums.forEach((account, minor) -> booked(account, 0, minor));
        if (witness.chargedMinor() != clearing) {
            found(Kind.CHARGED, "the terminal charged " + witness.chargedMinor() + ", card clearing has "
                    + clearing + " (minor units)");
        }
        office.violations().forEach(what -> found(Kind.LEDGER, what));
        office.posted().forEach((event, entries) -> {
            if (entries > 1) {
                found(Kind.DUPLICATED, "event " + event + " is posted " + entries + " times");
            }
        });
    }

    /// Every event is booked as the posting rules say, line by line, and nothing is booked without an event.
    private void entries() {
        var booked = new HashMap<>(office.booked());
        office.due().forEach((event, due) -> {
            List<Line> lines = sorted(Objects.requireNonNullElse(booked.remove(event), List.of()));
            boolean expected = due.always()
                    ? !office.setAside().containsKey(event)
                    : !lines.isEmpty() && !due.lines().isEmpty();
            if (expected && !lines.equals(sorted(due.lines()))) {
                found(Kind.LEDGER, "event " + event + " is booked as " + lines + ", it is due as "
                        + sorted(due.lines()));
            }
        });
        booked.forEach((event, lines) -> found(Kind.LEDGER,
                lines + " is booked for " + event + ", which is in no journal"));
    }

    private static List<Line> sorted(List<Line> lines) {
        return lines.stream().sorted(Comparator.comparing(Line::toString)).toList();
    }

    /// Of cards that were charged for sales which the box forgot: all that the terminal charged beyond what was sold.
    private long forgotten(long cardsMinor) {
        return witness.mayForget() ? Math.max(0, witness.chargedMinor() - cardsMinor) : 0;
    }

    /// What was accepted, and what is at head office whole although its till never heard of it.
    private List<Accepted> withUnanswered() {
        var all = new LinkedHashMap<UUID, Accepted>();
        witness.accepted().forEach(one -> all.put(one.id(), one));
        held().forEach((id, copies) -> all.putIfAbsent(id, copies.values().iterator().next()));
        return List.copyOf(all.values());
    }

    private static long taken(Map<String, Long> sums, String account) {
        return Objects.requireNonNullElse(sums.remove(account), 0L);
    }

    private void booked(String what, long expectedMinor, long foundMinor) {
        if (expectedMinor != foundMinor) {
            found(Kind.LEDGER, what + ": the ledger has " + foundMinor + ", what was accepted adds up to "
                    + expectedMinor + " (minor units)");
        }
    }
}
