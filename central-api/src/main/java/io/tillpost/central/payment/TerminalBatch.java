package io.tillpost.central.payment;

import io.tillpost.protocol.event.TerminalBatchClosed;
import java.time.LocalDate;
import java.util.UUID;

/// A terminal's end of day as its store reported it.
public record TerminalBatch(String tenant, String store, UUID event, LocalDate businessDate,
        TerminalBatchClosed closed) {}
