package io.tillpost.protocol.event;

/// Something that happened in a store. Each kind has a row in [EventType], which says its wire name, version and lane.
public sealed interface Event
        permits
        ShiftOpened,
        ShiftClosed,
        SaleStarted,
        SaleCompleted,
        SaleAborted,
        PaymentAttemptStarted,
        PaymentOutcome,
        PaymentResolved,
        PaymentAttested,
        RefundCompleted,
        CashMoved,
        ZReported,
        DrawerOpened,
        ReceiptPrinted,
        ReceiptReprinted,
        OperatorSignedIn,
        OperatorLocked,
        ConfigApplied,
        TerminalBatchClosed,
        DeviceStateChanged,
        IncidentRaised,
        IncidentCleared,
        JournalForked,
        CommandResult,
        GapRecorded,
        TelemetrySampled {}
