package io.tillpost.edge.till;

import io.tillpost.edge.enrolment.IdentityStatus;
import io.tillpost.edge.journal.Durability;
import io.tillpost.edge.payment.Attempt;
import io.tillpost.edge.payment.AttemptState;
import io.tillpost.edge.payment.BatchClosing;
import io.tillpost.edge.payment.CardPayments;
import io.tillpost.edge.receipt.Printed;
import io.tillpost.edge.shift.Report;
import io.tillpost.edge.shift.Shift;
import io.tillpost.edge.sync.SyncStatus;
import io.tillpost.protocol.card.CardFacts;
import io.tillpost.protocol.event.AttemptId;
import io.tillpost.protocol.event.AttemptKind;
import io.tillpost.protocol.event.ReceiptReprinted.Marking;
import io.tillpost.protocol.event.RefundId;
import io.tillpost.protocol.event.SaleId;
import io.tillpost.protocol.event.ShiftId;
import io.tillpost.protocol.event.TerminalBatchClosed.CardTotal;
import io.tillpost.protocol.money.Money;
import io.tillpost.protocol.sync.LaneHead;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What tills see. The wire form of the API, kept apart from what is on the shelves.
final class Views {
    private Views() {}

    /// A list.
    record Items<T>(List<T> items) {}

    /// @param carried what the last shift had left in the drawer uncounted; absent if nothing, and as `expectedCash` is
    /// @param expectedCash absent for those who are to count without knowing it
    /// @param z the report that closed it, in the answer that closes it alone
    record ShiftView(ShiftId shift, String till, String drawer, String operator, LocalDate businessDate,
            Instant openedAt, Money openingFloat, @Nullable Money carried, @Nullable Money expectedCash,
            @Nullable Money countedCash, @Nullable Instant closedAt, @Nullable Report z) {
        static ShiftView of(Shift shift, boolean seesExpectedCash) {
            return new ShiftView(shift.shift(), shift.till(), shift.drawer(), shift.operator(),
                    shift.businessDate(), shift.openedAt(), shift.openingFloat(),
                    seesExpectedCash ? shift.carried() : null,
                    seesExpectedCash ? shift.expectedCash() : null, shift.countedCash(), shift.closedAt(),
                    null);
        }

        ShiftView with(@Nullable Report report) {
            return new ShiftView(shift, till, drawer, operator, businessDate, openedAt, openingFloat,
                    carried, expectedCash, countedCash, closedAt, report);
        }
    }

    record ReceiptView(String series, long number, Instant completedAt) {}

    /// The four things that a card screen says.
    enum Screen {
        ASK, PAID, NOT_CHARGED, CHECKING;

        static Screen of(AttemptState state) {
            return switch (state) {
                case STARTED -> ASK;
                case CHARGED, ATTESTED_MOVED -> PAID;
                case DECLINED, NOT_CHARGED, ATTESTED_NOT_MOVED -> NOT_CHARGED;
                case UNKNOWN, APPROVED_UNCONFIRMED -> CHECKING;
            };
        }
    }

    /// @param kind which way the money goes
    /// @param refund the refund that it pays out, if it is one's
    /// @param state what the till's screen says
    /// @param attemptState the same in detail
    /// @param shown what the terminal shows, or why it is still being checked
    /// @param detail how it came to its state
    /// @param mayAttest whether a person may be asked now what the terminal shows
    /// @param attested whether a person's word is, or was at first, all that was known
    record AttemptView(AttemptId attempt, SaleId sale, AttemptKind kind, @Nullable RefundId refund,
            String terminal, Money requested, Screen state, AttemptState attemptState, Instant startedAt,
            String shown, String detail, boolean mayAttest, boolean attested, @Nullable CardFacts card) {
        static AttemptView of(Attempt attempt, CardPayments payments) {
            return new AttemptView(attempt.attempt(), attempt.sale(), attempt.kind(), attempt.refund(),
                    attempt.terminal(), attempt.requested(), Screen.of(attempt.state()), attempt.state(),
                    attempt.startedAt(), payments.shown(attempt.attempt()), attempt.detail(),
                    payments.mayAttest(attempt), attempt.attested() != null, attempt.facts());
        }
    }

    record BatchView(String id, String terminal, BatchClosing.State state, @Nullable Integer batch,
            List<CardTotal> totals, String detail) {
        static BatchView of(BatchClosing closing) {
            return new BatchView(closing.id(), closing.terminal(), closing.state(), closing.batch(),
                    closing.totals(), closing.detail());
        }
    }

    /// @param sync how the way to head office is
    record StatusView(String store, String agent, String softwareVersion, List<ShiftView> shifts,
            List<SaleId> openSales, List<AttemptView> unresolved, List<DeviceView> devices, SyncView sync,
            @Nullable IdentityStatus identity, List<LaneHead> journal, Durability durability) {}

    record DeviceView(String device, String state, Instant since, String detail) {}

    /// @param pending events that head office does not have yet
    /// @param uplink absent: the agent is not connected to any head office
    record SyncView(boolean connected, long pending, @Nullable Instant oldest,
            @Nullable SyncStatus uplink) {}

    /// @param state PRINTING, then CONFIRMED, UNCONFIRMED or NOT_PRINTED
    /// @param marking what stands on it: COPY or DUPLICATE; absent for an original
    record PrintView(String state, @Nullable String printer, @Nullable Marking marking, String detail) {
        static final PrintView PRINTING = new PrintView("PRINTING", null, null, "");

        static PrintView of(Printed printed) {
            return new PrintView(printed.state().name(), printed.printer(), printed.marking(),
                    printed.detail());
        }
    }

    record HealthView(String status) {}
}
