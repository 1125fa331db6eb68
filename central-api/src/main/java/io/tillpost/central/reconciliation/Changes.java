package io.tillpost.central.reconciliation;

import io.tillpost.central.database.Transaction;
import io.tillpost.central.ledger.AccountName;
import io.tillpost.central.ledger.EntryRequest;
import io.tillpost.central.ledger.Ledger;
import io.tillpost.central.reconciliation.MatchBook.Action;
import io.tillpost.central.reconciliation.MatchBook.Event;
import io.tillpost.central.reconciliation.MatchBook.Reservation;
import io.tillpost.central.reconciliation.MatchBook.Stage;
import io.tillpost.central.statement.NamedId;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What one run of reconciliation decided, gathered first and written at once: match events, entries, discrepancies.
final class Changes {
    private static final String ITSELF = "reconciliation";

    private final String tenant;
    private final Instant now;
    private final List<Event> events = new ArrayList<>();
    private final List<EntryRequest> entries = new ArrayList<>();
    private final Map<UUID, Finding> findings = new HashMap<>();
    private final Set<UUID> again = new HashSet<>();
    private final Map<UUID, Set<DiscrepancyClass>> lookedFor = new HashMap<>();

    Changes(String tenant, Instant now) {
        this.tenant = tenant;
        this.now = now;
    }

    String tenant() {
        return tenant;
    }

    /// The day of this run, by which what is late is told.
    LocalDate today() {
        return LocalDate.ofInstant(now, ZoneOffset.UTC);
    }

    /// The events that lead from the match that holds to the one that should; none if they are the same.
    ///
    /// @param known how many events `theirs` has
    List<Event> rematch(Stage stage, String rule, UUID theirs, int known, @Nullable Reservation held,
            @Nullable UUID ours, @Nullable AccountName account) {
        var steps = new ArrayList<Event>();
        boolean holds = held != null && held.ours().equals(ours) && held.account().equals(account);
        if (held != null && !holds) {
            steps.add(event(stage, rule, theirs, known + 1, held.ours(), Action.SUPERSEDE, held.account()));
        }
        if (ours != null && account != null && !holds) {
            steps.add(event(stage, rule, theirs, known + steps.size() + 1, ours, Action.MATCH, account));
        }
        events.addAll(steps);
        return steps;
    }

    private Event event(Stage stage, String rule, UUID theirs, int ordinal, UUID ours, Action action,
            AccountName account) {
        return new Event(NamedId.of("match", tenant, theirs.toString(), Integer.toString(ordinal)), ordinal,
                stage,
                theirs, ours, action, account, rule, now);
    }

    void post(EntryRequest entry) {
        entries.add(entry);
    }

    /// This subject was matched: what matching does not find now is explained.
    void lookedAt(UUID subject) {
        lookedFor.computeIfAbsent(subject, _ -> new HashSet<>()).addAll(DiscrepancyClass.OF_MATCHING);
    }

    /// This was looked for: if it is not found now, it is explained.
    void lookedFor(DiscrepancyClass type, UUID subject) {
        lookedFor.computeIfAbsent(subject, _ -> new HashSet<>()).add(type);
    }

    void found(Finding finding) {
        lookedFor(finding.type(), finding.subject());
        findings.put(Discrepancy.id(tenant, finding.type(), finding.subject()), finding);
    }

    /// What a person had resolved by naming a line that turns out to be another payment's.
    void foundAgain(Finding finding) {
        found(finding);
        again.add(Discrepancy.id(tenant, finding.type(), finding.subject()));
    }

    void write(Transaction transaction, MatchBook matches, Ledger ledger, Discrepancies discrepancies) {
        matches.append(transaction, tenant, events);
        ledger.post(transaction, entries);
        discrepancies.save(transaction, tenant,
                changed(discrepancies.about(transaction, tenant, lookedFor.keySet())));
    }

    private List<Discrepancies.Change> changed(List<Discrepancy> known) {
        var changes = new ArrayList<Discrepancies.Change>();
        var fresh = new HashMap<>(findings);
        for (Discrepancy discrepancy : known) {
            Finding finding = fresh.remove(discrepancy.id());
            boolean lookedFor = this.lookedFor.getOrDefault(discrepancy.subject(), Set.of())
                    .contains(discrepancy.type());
            if (finding == null && discrepancy.isOpen() && lookedFor) {
                String reason = "what is known now fits";
                changes.add(new Discrepancies.Change(
                        discrepancy.closed(DiscrepancyState.EXPLAINED, now, ITSELF, reason), "explained",
                        ITSELF,
                        reason, now));
            } else if (finding != null && (discrepancy.state() == DiscrepancyState.EXPLAINED
                    || again.contains(discrepancy.id()))) {
                changes.add(new Discrepancies.Change(finding.open(tenant, now), "reopened", ITSELF,
                        finding.detail(), now));
            } else if (finding != null && discrepancy.isOpen()) {
                // What is known now may say more, e.g. whose day it is.
                Discrepancy again = finding.open(tenant, discrepancy.openedAt());
                if (!again.equals(discrepancy)) {
                    changes.add(new Discrepancies.Change(again, "updated", ITSELF, finding.detail(), now));
                }
            }
        }
        for (Finding finding : fresh.values()) {
            changes.add(new Discrepancies.Change(finding.open(tenant, now), "opened", ITSELF,
                    finding.detail(), now));
        }
        return changes;
    }
}
