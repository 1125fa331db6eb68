package io.tillpost.protocol.event;

import io.tillpost.protocol.journal.Lane;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The table of all kinds of event: wire name (the class' simple name), schema version written today, lane.
enum EventType {
    // @formatter:off
    SHIFT_OPENED(ShiftOpened.class, Lane.FIN),
    SHIFT_CLOSED(ShiftClosed.class, Lane.FIN),
    Z_REPORTED(ZReported.class, Lane.FIN),
    SALE_STARTED(SaleStarted.class, Lane.FIN),
    SALE_COMPLETED(SaleCompleted.class, Lane.FIN),
    SALE_ABORTED(SaleAborted.class, Lane.FIN),
    REFUND_COMPLETED(RefundCompleted.class, Lane.FIN),
    PAYMENT_ATTEMPT_STARTED(PaymentAttemptStarted.class, Lane.FIN),
    PAYMENT_OUTCOME(PaymentOutcome.class, Lane.FIN),
    PAYMENT_RESOLVED(PaymentResolved.class, Lane.FIN),
    PAYMENT_ATTESTED(PaymentAttested.class, Lane.FIN),
    CASH_MOVED(CashMoved.class, Lane.FIN),
    TERMINAL_BATCH_CLOSED(TerminalBatchClosed.class, Lane.FIN),
    DRAWER_OPENED(DrawerOpened.class, Lane.OPS),
    RECEIPT_PRINTED(ReceiptPrinted.class, Lane.OPS),
    RECEIPT_REPRINTED(ReceiptReprinted.class, Lane.OPS),
    OPERATOR_SIGNED_IN(OperatorSignedIn.class, Lane.OPS),
    OPERATOR_LOCKED(OperatorLocked.class, Lane.OPS),
    CONFIG_APPLIED(ConfigApplied.class, Lane.OPS),
    DEVICE_STATE_CHANGED(DeviceStateChanged.class, Lane.OPS),
    INCIDENT_RAISED(IncidentRaised.class, Lane.OPS),
    INCIDENT_CLEARED(IncidentCleared.class, Lane.OPS),
    JOURNAL_FORKED(JournalForked.class, Lane.OPS),
    COMMAND_RESULT(CommandResult.class, Lane.OPS),
    GAP_RECORDED(GapRecorded.class, Lane.TEL),
    TELEMETRY_SAMPLED(TelemetrySampled.class, Lane.TEL);
    // @formatter:on

    private static final Map<String, EventType> BY_NAME = Stream.of(values())
            .collect(Collectors.toUnmodifiableMap(EventType::wireName, Function.identity()));
    private static final Map<Class<? extends Event>, EventType> BY_CLASS = Stream.of(values())
            .collect(Collectors.toUnmodifiableMap(type -> type.eventClass, Function.identity()));

    private final Class<? extends Event> eventClass;
    private final Lane lane;

    EventType(Class<? extends Event> eventClass, Lane lane) {
        this.eventClass = eventClass;
        this.lane = lane;
    }

    static EventType of(Event event) {
        EventType type = BY_CLASS.get(event.getClass());
        if (type == null) {
            throw new IllegalStateException(event.getClass() + " has no row in EventType");
        }
        return type;
    }

    static EventType of(String wireName, int version) {
        EventType type = BY_NAME.get(wireName);
        if (type == null) {
            throw new UnreadableEventException("event type '" + wireName + "' is not known here");
        }
        if (version != type.version()) {
            throw new UnreadableEventException(
                    wireName + " version " + version + ", expected " + type.version());
        }
        return type;
    }

    String wireName() {
        return eventClass.getSimpleName();
    }

    int version() {
        return 1;
    }

    Lane lane() {
        return lane;
    }

    Class<? extends Event> eventClass() {
        return eventClass;
    }
}
