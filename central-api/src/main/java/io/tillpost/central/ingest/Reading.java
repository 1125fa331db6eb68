package io.tillpost.central.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import io.tillpost.protocol.event.CashMoved;
import io.tillpost.protocol.event.CommandResult;
import io.tillpost.protocol.event.ConfigApplied;
import io.tillpost.protocol.event.DeviceStateChanged;
import io.tillpost.protocol.event.DrawerOpened;
import io.tillpost.protocol.event.Envelope;
import io.tillpost.protocol.event.Event;
import io.tillpost.protocol.event.EventCodec;
import io.tillpost.protocol.event.GapRecorded;
import io.tillpost.protocol.event.IncidentCleared;
import io.tillpost.protocol.event.IncidentRaised;
import io.tillpost.protocol.event.JournalForked;
import io.tillpost.protocol.event.OperatorLocked;
import io.tillpost.protocol.event.OperatorSignedIn;
import io.tillpost.protocol.event.PaymentAttemptStarted;
import io.tillpost.protocol.event.PaymentAttested;
import io.tillpost.protocol.event.PaymentOutcome;
import io.tillpost.protocol.event.PaymentResolved;
import io.tillpost.protocol.event.ReceiptPrinted;
import io.tillpost.protocol.event.ReceiptReprinted;
import io.tillpost.protocol.event.RefundCompleted;
import io.tillpost.protocol.event.SaleAborted;
import io.tillpost.protocol.event.SaleCompleted;
import io.tillpost.protocol.event.SaleId;
import io.tillpost.protocol.event.SaleStarted;
import io.tillpost.protocol.event.ShiftClosed;
import io.tillpost.protocol.event.ShiftOpened;
import io.tillpost.protocol.event.TelemetrySampled;
import io.tillpost.protocol.event.TerminalBatchClosed;
import io.tillpost.protocol.event.UnreadableEventException;
import io.tillpost.protocol.event.ZReported;
import io.tillpost.protocol.journal.JournalRow;
import io.tillpost.protocol.json.Json;
import io.tillpost.protocol.json.MalformedJsonException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A row as far as it can be read.
sealed interface Reading {
    /// The row.
    ChainedRow row();

    /// The sale it belongs to, if that can be told.
    @Nullable
    UUID sale();

    /// The business date it counts for, if that can be told.
    @Nullable
    LocalDate businessDate();

    /// An event that this version knows.
    record Known(ChainedRow row, Envelope envelope, Event event) implements Reading {
        @Override
        public @Nullable UUID sale() {
            SaleId sale = saleOf(event);
            return sale == null ? null : sale.value();
        }

        @Override
        public LocalDate businessDate() {
            return envelope.businessDate();
        }
    }

    /// Bytes that are none; the sale and the day are what can be picked out of them.
    record Unreadable(ChainedRow row, String why, @Nullable UUID sale,
            @Nullable LocalDate businessDate) implements Reading {}

    /// Reads a row.
    static Reading of(ChainedRow row) {
        try {
            return new Known(row, EventCodec.envelope(row.row()), EventCodec.decode(row.row()));
        } catch (UnreadableEventException e) {
            return new Unreadable(row, String.valueOf(e.getMessage()), guessSale(row.row()),
                    guessDay(row.row()));
        }
    }

    private static @Nullable UUID guessSale(JournalRow row) {
        try {
            return UUID.fromString(text(row.body(), "sale"));
        } catch (IllegalArgumentException | MalformedJsonException e) {
            return null;
        }
    }

    private static @Nullable LocalDate guessDay(JournalRow row) {
        try {
            return LocalDate.parse(text(row.metadata(), "businessDate"));
        } catch (DateTimeException | MalformedJsonException e) {
            return null;
        }
    }

    private static String text(byte[] json, String field) {
        JsonNode value = Json.readTree(json).path(field);
        return value.asText("");
    }

    private static @Nullable SaleId saleOf(Event event) {
        return switch (event) {
            case SaleStarted(var sale) -> sale;
            case SaleCompleted completed -> completed.sale();
            case SaleAborted aborted -> aborted.sale();
            case PaymentAttemptStarted started -> started.sale();
            case PaymentOutcome outcome -> outcome.sale();
            case PaymentResolved resolved -> resolved.sale();
            case CashMoved cash -> cash.sale();
            case DrawerOpened opened -> opened.sale();
            case ReceiptPrinted printed -> printed.sale();
            case PaymentAttested attested -> attested.sale();
            case RefundCompleted refund -> refund.sale();
            case ReceiptReprinted reprinted -> reprinted.sale();
            case ShiftOpened _,ShiftClosed _,ZReported _,TerminalBatchClosed _ -> null;
            case OperatorSignedIn _,OperatorLocked _,ConfigApplied _,DeviceStateChanged _,IncidentRaised _,IncidentCleared _ ->
                null;
            case JournalForked _,CommandResult _,GapRecorded _,TelemetrySampled _ -> null;
        };
    }
}
