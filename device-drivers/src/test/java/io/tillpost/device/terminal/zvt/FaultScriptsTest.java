package io.tillpost.device.terminal.zvt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.device.simulator.terminal.Fault;
import io.tillpost.device.simulator.terminal.Step;
import io.tillpost.device.terminal.EndOfDayResult;
import io.tillpost.device.terminal.PaymentResult;
import io.tillpost.device.terminal.TransactionKind;
import io.tillpost.protocol.card.CardFacts;
import io.tillpost.protocol.money.Money;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Every way to break the line, at the step where it hurts, for each of the three commands that move money. After recovery
/// the till believes what the terminal did, to the cent, and nothing was done twice; and the next customer can pay.
@Execution(ExecutionMode.CONCURRENT)
class FaultScriptsTest {
    /// Its packed digits are 10 10: every one is a DLE on a serial line.
    private static final Money TEN_TEN = new Money(1010, Rig.EUR);

    @ParameterizedTest(name = "{0} at {1} ends {2}")
    @CsvSource(textBlock = """
            nak 1,            idle,      Approved
            nak 2,            idle,      Approved
            nak 3,            idle,      NotStarted
            no-ack 1,         idle,      Approved
            no-ack 2,         idle,      Approved
            nak 2,            card,      Approved
            nak 2,            approved,  Approved
            no-ack 1,         approved,  Approved
            nak 2,            confirmed, Approved
            bad-checksum 1,   command,   Approved
            bad-checksum 2,   approved,  Approved
            bad-checksum 3,   approved,  any
            bad-checksum 1,   confirmed, Approved
            bad-checksum 3,   confirmed, any
            undoubled 1,      approved,  Approved
            undoubled 3,      approved,  any
            lose 1,           command,   Approved
            lose 3,           command,   any
            lose 1,           approved,  Approved
            lose 2,           approved,  Approved
            lose 3,           approved,  Unknown
            lose 2,           confirmed, Approved
            lose 3,           confirmed, ApprovedUnconfirmed
            slow 5,           approved,  Approved
            slow 200,         command,   any
            slow 200,         confirmed, any
            twice,            approved,  Approved
            twice,            confirmed, any
            late 900,         approved,  Approved
            late 4000,        approved,  Unknown
            joined 3,         card,      Approved
            joined 1,         approved,  Approved
            banner 1,         approved,  Approved
            banner 3,         approved,  Unknown
            freeze 700,       approved,  Approved
            freeze 4000,      host,      Unknown
            pull 500,         card,      Approved
            pull 500,         approved,  Approved
            pull 4000,        pin,       any
            pull 4000,        approved,  Unknown
            pull 500,         confirmed, Approved
            pull 4000,        confirmed, ApprovedUnconfirmed
            unplug 300,       command,   Unknown
            unplug 300,       card,      Unknown
            unplug 300,       pin,       Unknown
            unplug 300,       host,      Unknown
            unplug 300,       approved,  Unknown
            unplug 300,       confirmed, ApprovedUnconfirmed
            unplug 300,       done,      any
            """)
    void onASerialPort(String fault, String step, String end, @TempDir Path directory) throws Exception {
        try (var rig = Rig.serial(directory)) {
            breaksAndAgrees(rig, TransactionKind.CHARGE, fault, step, end);
        }
    }

    @ParameterizedTest(name = "{0} at {1} ends {2}")
    @CsvSource(textBlock = """
            pull 500,         approved,  Approved
            pull 4000,        approved,  any
            unplug 300,       command,   Unknown
            unplug 300,       card,      Unknown
            unplug 300,       host,      Unknown
            unplug 300,       approved,  Unknown
            unplug 300,       confirmed, ApprovedUnconfirmed
            twice,            approved,  any
            late 900,         approved,  Approved
            lose 1,           approved,  Unknown
            freeze 4000,      host,      Unknown
            """)
    void overTcp(String fault, String step, String end, @TempDir Path directory) throws Exception {
        try (var rig = Rig.tcp(directory)) {
            breaksAndAgrees(rig, TransactionKind.CHARGE, fault, step, end);
        }
    }

    @ParameterizedTest(name = "{0} at {1} ends {2}")
    @CsvSource(textBlock = """
            nak 1,            idle,      Approved
            nak 2,            idle,      Approved
            nak 3,            idle,      NotStarted
            no-ack 1,         idle,      Approved
            no-ack 2,         idle,      Approved
            nak 2,            card,      Approved
            nak 2,            approved,  Approved
            no-ack 1,         approved,  Approved
            nak 2,            confirmed, Approved
            bad-checksum 1,   command,   Approved
            bad-checksum 2,   approved,  Approved
            bad-checksum 3,   approved,  any
            bad-checksum 1,   confirmed, Approved
            bad-checksum 3,   confirmed, any
            undoubled 1,      approved,  Approved
            undoubled 3,      approved,  any
            lose 1,           command,   Approved
            lose 3,           command,   any
            lose 1,           approved,  Approved
            lose 2,           approved,  Approved
            lose 3,           approved,  Unknown
            lose 2,           confirmed, Approved
            lose 3,           confirmed, ApprovedUnconfirmed
            slow 5,           approved,  Approved
            slow 200,         command,   any
            slow 200,         confirmed, any
            twice,            approved,  Approved
            twice,            confirmed, any
            late 900,         approved,  Approved
            late 4000,        approved,  Unknown
            joined 3,         card,      Approved
            joined 1,         approved,  Approved
            banner 1,         approved,  Approved
            banner 3,         approved,  Unknown
            freeze 700,       approved,  Approved
            freeze 4000,      host,      Unknown
            pull 500,         card,      Approved
            pull 500,         approved,  Approved
            pull 4000,        pin,       any
            pull 4000,        approved,  Unknown
            pull 500,         confirmed, Approved
            pull 4000,        confirmed, ApprovedUnconfirmed
            unplug 300,       command,   Unknown
            unplug 300,       card,      Unknown
            unplug 300,       pin,       Unknown
            unplug 300,       host,      Unknown
            unplug 300,       approved,  Unknown
            unplug 300,       confirmed, ApprovedUnconfirmed
            unplug 300,       done,      any
            """)
    void aRefundOnASerialPort(String fault, String step, String end, @TempDir Path directory)
            throws Exception {
        try (var rig = Rig.serial(directory)) {
            breaksAndAgrees(rig, TransactionKind.REFUND, fault, step, end);
        }
    }

    /// A reversal needs no card: the terminal passes neither the step card nor pin.
    @ParameterizedTest(name = "{0} at {1} ends {2}")
    @CsvSource(textBlock = """
            nak 1,            idle,      Approved
            nak 2,            idle,      Approved
            nak 3,            idle,      NotStarted
            no-ack 1,         idle,      Approved
            no-ack 2,         idle,      Approved
            nak 2,            approved,  Approved
            no-ack 1,         approved,  Approved
            nak 2,            confirmed, Approved
            bad-checksum 1,   command,   Approved
            bad-checksum 2,   approved,  Approved
            bad-checksum 3,   approved,  any
            bad-checksum 1,   confirmed, Approved
            bad-checksum 3,   confirmed, any
            undoubled 1,      approved,  Approved
            undoubled 3,      approved,  any
            lose 1,           command,   Approved
            lose 3,           command,   any
            lose 1,           approved,  Approved
            lose 2,           approved,  Approved
            lose 3,           approved,  Unknown
            lose 2,           confirmed, Approved
            lose 3,           confirmed, ApprovedUnconfirmed
            slow 5,           approved,  Approved
            slow 200,         command,   any
            slow 200,         confirmed, any
            twice,            approved,  Approved
            twice,            confirmed, any
            late 900,         approved,  Approved
            late 4000,        approved,  Unknown
            joined 1,         approved,  Approved
            banner 1,         approved,  Approved
            banner 3,         approved,  Unknown
            freeze 700,       approved,  Approved
            freeze 4000,      host,      Unknown
            pull 500,         approved,  Approved
            pull 4000,        approved,  Unknown
            pull 500,         confirmed, Approved
            pull 4000,        confirmed, ApprovedUnconfirmed
            unplug 300,       command,   Unknown
            unplug 300,       host,      Unknown
            unplug 300,       approved,  Unknown
            unplug 300,       confirmed, ApprovedUnconfirmed
            unplug 300,       done,      any
            """)
    void aReversalOnASerialPort(String fault, String step, String end, @TempDir Path directory)
            throws Exception {
        try (var rig = Rig.serial(directory)) {
            breaksAndAgrees(rig, TransactionKind.REVERSAL, fault, step, end);
        }
    }

    @ParameterizedTest(name = "{0} at {1} ends {2}")
    @CsvSource(textBlock = """
            pull 500,         approved,  Approved
            pull 4000,        approved,  any
            unplug 300,       command,   Unknown
            unplug 300,       card,      Unknown
            unplug 300,       host,      Unknown
            unplug 300,       approved,  Unknown
            unplug 300,       confirmed, ApprovedUnconfirmed
            twice,            approved,  any
            late 900,         approved,  Approved
            lose 1,           approved,  Unknown
            freeze 4000,      host,      Unknown
            """)
    void aRefundOverTcp(String fault, String step, String end, @TempDir Path directory) throws Exception {
        try (var rig = Rig.tcp(directory)) {
            breaksAndAgrees(rig, TransactionKind.REFUND, fault, step, end);
        }
    }

    @ParameterizedTest(name = "{0} at {1} ends {2}")
    @CsvSource(textBlock = """
            pull 500,         approved,  Approved
            pull 4000,        approved,  any
            unplug 300,       command,   Unknown
            unplug 300,       host,      Unknown
            unplug 300,       approved,  Unknown
            unplug 300,       confirmed, ApprovedUnconfirmed
            twice,            approved,  any
            late 900,         approved,  Approved
            lose 1,           approved,  Unknown
            freeze 4000,      host,      Unknown
            """)
    void aReversalOverTcp(String fault, String step, String end, @TempDir Path directory) throws Exception {
        try (var rig = Rig.tcp(directory)) {
            breaksAndAgrees(rig, TransactionKind.REVERSAL, fault, step, end);
        }
    }

    @ParameterizedTest(name = "{0}: {1} at {2} ends {3}")
    @CsvSource(textBlock = """
            CHARGE,   lose 3,     approved,  Unknown
            CHARGE,   unplug 300, approved,  Unknown
            CHARGE,   pull 4000,  approved,  Unknown
            CHARGE,   unplug 300, confirmed, ApprovedUnconfirmed
            REFUND,   lose 3,     approved,  Unknown
            REFUND,   unplug 300, approved,  Unknown
            REFUND,   pull 4000,  approved,  Unknown
            REFUND,   unplug 300, confirmed, ApprovedUnconfirmed
            REVERSAL, lose 3,     approved,  Unknown
            REVERSAL, unplug 300, approved,  Unknown
            REVERSAL, pull 4000,  approved,  Unknown
            REVERSAL, unplug 300, confirmed, ApprovedUnconfirmed
            """)
    void onATerminalThatKeepsNothingUnanswered(TransactionKind kind, String fault, String step, String end,
            @TempDir Path directory) throws Exception {
        var plan = Rig.plan(directory);
        plan.autoReverse = true;
        try (var rig = plan.start()) {
            breaksAndAgrees(rig, kind, fault, step, end);
        }
    }

    /// The command that is broken comes after a charge of the same amount, which is the one to reverse. At the end the
    /// terminal settles what its ledger says, and that is what the till believes.
    private static void breaksAndAgrees(Rig rig, TransactionKind kind, String fault,
            String step, String end) {
        rig.awaitConnection();
        CardFacts earlier = rig.paid(TEN_TEN.minor());
        var recovery = new Recovery(rig);
        rig.simulator.plan(Step.valueOf(step.toUpperCase(Locale.ROOT)), Fault.parse(fault));
        PaymentResult result = recovery.doAndAgree(switch (kind) {
            case CHARGE -> MoneyCommand.charge(TEN_TEN);
            case REFUND -> Rig.refundOf(TEN_TEN);
            case REVERSAL -> Rig.reversalOf(earlier);
        });
        assertTrue(end.equals("any") || end.equals(result.getClass().getSimpleName()), () -> "" + result);
        new Recovery(rig).payAndAgree(new Money(700, Rig.EUR));
        rig.awaitConnection();
        var closed = assertInstanceOf(EndOfDayResult.Closed.class, rig.terminal.endOfDay(rig));
        assertEquals(rig.simulator.netMinor(),
                closed.totals().stream().mapToLong(total -> total.gross().minor()).sum());
    }
}
