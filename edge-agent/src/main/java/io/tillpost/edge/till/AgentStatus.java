package io.tillpost.edge.till;

import io.tillpost.edge.device.Devices;
import io.tillpost.edge.enrolment.IdentityStatus;
import io.tillpost.edge.journal.Durability;
import io.tillpost.edge.journal.Journal;
import io.tillpost.edge.journal.Outbox;
import io.tillpost.edge.payment.CardPayments;
import io.tillpost.edge.sale.Sale;
import io.tillpost.edge.sale.Sales;
import io.tillpost.edge.shift.Shifts;
import io.tillpost.edge.sync.SyncStatus;
import io.tillpost.edge.till.Views.AttemptView;
import io.tillpost.edge.till.Views.DeviceView;
import io.tillpost.edge.till.Views.ShiftView;
import io.tillpost.edge.till.Views.StatusView;
import io.tillpost.edge.till.Views.SyncView;
import io.tillpost.protocol.journal.Lane;
import io.tillpost.protocol.json.JsonTree;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// How everything is, in one answer.
///
/// @param blind who may see what should be in a drawer
/// @param sync empty where the agent has no head office
/// @param identity empty where the box is not enrolled
/// @param durability how the disk under the journal is
public record AgentStatus(String store, String agent, String softwareVersion, Journal journal, Outbox outbox,
        Shifts shifts, Sales sales, CardPayments payments, Devices devices, BlindCount blind,
        Supplier<Optional<SyncStatus>> sync, Supplier<Optional<IdentityStatus>> identity,
        Supplier<Durability> durability) {
    /// The same as a document, with all that a program on this box may see.
    public JsonTree document() {
        return JsonTree.of(read(new Caller.Program()));
    }

    StatusView read(Caller caller) {
        return new StatusView(store, agent, softwareVersion,
                journal.read(shifts::allOpen).stream()
                        .map(shift -> ShiftView.of(shift, blind.shows(shift, caller))).toList(),
                journal.read(sales::allOpen).stream().map(Sale::sale).toList(),
                journal.read(payments::unresolved)
                        .stream()
                        .map(attempt -> AttemptView.of(attempt, payments))
                        .toList(),
                devices.health()
                        .stream()
                        .map(health -> new DeviceView(health.device(), health.state().wireName(),
                                health.since(), health.detail()))
                        .toList(),
                syncView(), identity.get().orElse(null),
                Stream.of(Lane.FIN, Lane.OPS).map(outbox::head).toList(), durability.get());
    }

    private SyncView syncView() {
        var backlogs = Stream.of(Lane.FIN, Lane.OPS).map(outbox::backlog).toList();
        Optional<SyncStatus> uplink = sync.get();
        return new SyncView(uplink.map(SyncStatus::connected).orElse(false),
                backlogs.stream().mapToLong(Outbox.Backlog::events).sum(),
                backlogs.stream()
                        .map(Outbox.Backlog::oldest)
                        .filter(Objects::nonNull)
                        .min(Instant::compareTo)
                        .orElse(null),
                uplink.orElse(null));
    }
}
