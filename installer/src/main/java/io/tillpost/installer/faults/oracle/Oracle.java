package io.tillpost.installer.faults.oracle;

import io.tillpost.installer.faults.oracle.Finding.Kind;
import io.tillpost.installer.faults.oracle.OfficeView.Journal;
import io.tillpost.installer.faults.oracle.OfficeView.Row;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Judges a store after everything has been healed. What a till was answered must be at head office once, unchanged and in
/// that till's order; journals have no gap but where a fork explains it; both ends agree; the ledger adds up. What was not
/// answered may be there or not, but whole.
public final class Oracle {
    private static final String SALES_LANE = "fin";

    private final List<Accepted> accepted;
    private final long floatsMinor;
    private final OfficeView office;
    private final BoxView box;
    private final OptionalLong chargedMinor;
    private final List<Finding> findings = new ArrayList<>();

    private Oracle(List<Accepted> accepted, long floatsMinor, OfficeView office, BoxView box,
            OptionalLong chargedMinor) {
        this.chargedMinor = chargedMinor;
        this.accepted = accepted;
        this.floatsMinor = floatsMinor;
        this.office = office;
        this.box = box;
    }

    /// Everything that must not be; empty if all holds.
    ///
    /// @param accepted in the order in which it was answered
    /// @param floatsMinor what lay in the drawers when they were opened
    public static List<Finding> judge(List<Accepted> accepted, long floatsMinor, OfficeView office,
            BoxView box) {
        return judge(accepted, floatsMinor, office, box, OptionalLong.empty());
    }

    /// Likewise for a box that may have forgotten sales that were not completed, as one does that was restored. If their cards were
    /// charged, that money has to be in the ledger as received for nothing yet.
    ///
    /// @param chargedMinor what the terminal truly charged
    public static List<Finding> judge(List<Accepted> accepted, long floatsMinor, OfficeView office,
            BoxView box, OptionalLong chargedMinor) {
        var oracle = new Oracle(accepted, floatsMinor, office, box, chargedMinor);
        oracle.documents();
        oracle.journals();
        oracle.ends();
        oracle.counted();
        oracle.ledger();
        return List.copyOf(oracle.findings);
    }

    private void found(Kind kind, String what) {
        findings.add(new Finding(kind, what));
    }

    private void documents() {
        Map<UUID, Map<UUID, Accepted>> held = held();
        for (Accepted one : accepted) {
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
        receiptNumbers(held);
        order(held.keySet());
        rowsOnce();
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
                .sorted(java.util.Comparator.comparingLong(Journal::epoch))
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
                .filter(java.util.Objects::nonNull)
                .filter(document -> seen.add(document.id()))
                .forEach(document -> atOffice.computeIfAbsent(document.till(), _ -> new ArrayList<>())
                        .add(document.id()));
        Map<String, List<UUID>> answered = accepted.stream()
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
                .filter(java.util.Objects::nonNull)
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

    /// What was answered counts, and does not wait for a person at head office.
    private void counted() {
        Map<UUID, Map<UUID, Accepted>> held = held();
        for (Accepted one : accepted) {
            Set<UUID> events = held.getOrDefault(one.id(), Map.of()).keySet();
            if (events.stream().noneMatch(office.posted()::containsKey)) {
                events.stream()
                        .filter(office.setAside()::containsKey)
                        .forEach(event -> found(Kind.LEDGER,
                                one + " was answered to its till and set aside by head office, "
                                        + office.setAside().get(event)));
            }
        }
    }

    private void ledger() {
        List<Accepted> all = withUnanswered();
        long sold = all.stream().mapToLong(one -> one.sign() * one.totalMinor()).sum();
        long cash = all.stream().mapToLong(one -> one.sign() * one.cashMinor()).sum();
        long cards = all.stream().mapToLong(one -> one.sign() * one.cardMinor()).sum();
        booked("income and VAT", -sold, balance("income:sales") + balance("income:returns")
                + balance("liabilities:vat"));
        booked("drawers", cash + floatsMinor, balance("assets:cash"));
        long forgotten = forgotten(cards);
        booked("card clearing", cards + forgotten, balance("assets:card-clearing"));
        booked("tender received", -forgotten, balance("assets:tender-received"));
        office.posted().forEach((event, entries) -> {
            if (entries > 1) {
                found(Kind.DUPLICATED, "event " + event + " is posted " + entries + " times");
            }
        });
    }

    /// Of cards that were charged for sales which the box forgot: no more than the terminal charged.
    private long forgotten(long cardsMinor) {
        if (chargedMinor.isEmpty()) {
            return 0;
        }
        return Math.clamp(balance("assets:card-clearing") - cardsMinor, 0,
                Math.max(0, chargedMinor.getAsLong() - cardsMinor));
    }

    /// What was accepted, and what is at head office whole although its till never heard of it.
    private List<Accepted> withUnanswered() {
        var all = new LinkedHashMap<UUID, Accepted>();
        accepted.forEach(one -> all.put(one.id(), one));
        held().forEach((id, copies) -> all.putIfAbsent(id, copies.values().iterator().next()));
        return List.copyOf(all.values());
    }

    private long balance(String account) {
        return office.ledgerMinor().getOrDefault(account, 0L);
    }

    private void booked(String what, long expectedMinor, long foundMinor) {
        if (expectedMinor != foundMinor) {
            found(Kind.LEDGER, what + ": the ledger has " + foundMinor + ", what was accepted adds up to "
                    + expectedMinor + " (minor units)");
        }
    }
}
