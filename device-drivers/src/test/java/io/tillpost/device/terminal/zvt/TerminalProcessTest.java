package io.tillpost.device.terminal.zvt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.device.line.address.LineAddress;
import io.tillpost.device.simulator.terminal.TerminalSimulatorMain;
import io.tillpost.device.terminal.LastReceipt;
import io.tillpost.device.terminal.PaymentRequest;
import io.tillpost.device.terminal.PaymentResult;
import io.tillpost.device.terminal.ReversalRequest;
import io.tillpost.device.terminal.TerminalAnswer;
import io.tillpost.device.terminal.TerminalProgress;
import io.tillpost.device.terminal.TransactionKind;
import io.tillpost.protocol.money.Money;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The simulated terminal as a program of its own, killed at the worst moment.
class TerminalProcessTest {
    private static final PaymentRequest TEN_TEN = new PaymentRequest(new Money(1010, Rig.EUR));

    @Test
    void aChargeOnDiskSurvivesKillingTheTerminalBeforeItTellsTheTill(@TempDir Path directory)
            throws Exception {
        Path ledger = directory.resolve("ledger.jsonl");
        try (var till = till(directory)) {
            try (var terminal = new Simulator(directory, ledger)) {
                terminal.control("fault freeze 60000 at approved");
                assertInstanceOf(TerminalAnswer.Answered.class, till.connect());
                var payment = Thread.ofPlatform().start(() -> {
                    PaymentResult result = till.pay(TEN_TEN, facts -> true, TerminalProgress.NONE);
                    assertInstanceOf(PaymentResult.Unknown.class, result);
                });
                awaitLines(ledger, 1);
                terminal.process.destroyForcibly().waitFor();
                payment.join();
            }
            try (var _ = new Simulator(directory, ledger)) {
                assertInstanceOf(TerminalAnswer.Answered.class, till.connect());
                var last = assertInstanceOf(TerminalAnswer.Answered.class,
                        till.lastReceipt(TerminalProgress.NONE));
                var charge = assertInstanceOf(LastReceipt.Charge.class, last.value());
                assertEquals(TEN_TEN.amount(), charge.facts().approved());
                assertEquals(1, Files.readAllLines(ledger).size());
            }
        }
    }

    @ParameterizedTest
    @EnumSource(value = TransactionKind.class, names = {"REFUND", "REVERSAL"})
    void moneyGivenBackOnDiskSurvivesKillingTheTerminalAndTheTill(TransactionKind kind,
            @TempDir Path directory) throws Exception {
        Path ledger = directory.resolve("ledger.jsonl");
        try (var till = till(directory); var terminal = new Simulator(directory, ledger)) {
            var charge = assertInstanceOf(PaymentResult.Approved.class,
                    till.pay(TEN_TEN, facts -> true, TerminalProgress.NONE)).facts();
            var request = new ReversalRequest(charge.receiptNumber(), charge.trace(), charge.approved());
            terminal.control("fault freeze 60000 at approved");
            var command = Thread.ofPlatform().start(() -> assertInstanceOf(PaymentResult.Unknown.class,
                    kind == TransactionKind.REFUND
                            ? till.refund(TEN_TEN, facts -> true, TerminalProgress.NONE)
                            : till.reverse(request, facts -> true, TerminalProgress.NONE)));
            awaitLines(ledger, 2);
            terminal.process.destroyForcibly().waitFor();
            command.join();
        }
        try (var till = till(directory); var _ = new Simulator(directory, ledger)) {
            var last = assertInstanceOf(TerminalAnswer.Answered.class,
                    till.lastReceipt(kind, TerminalProgress.NONE)).value();
            if (kind == TransactionKind.REFUND) {
                var facts = assertInstanceOf(LastReceipt.Refund.class, last).facts();
                assertEquals(TEN_TEN.amount(), facts.approved());
            } else {
                var reversal = assertInstanceOf(LastReceipt.Reversal.class, last);
                assertEquals(TEN_TEN.amount(), reversal.facts().approved());
                assertEquals(1, reversal.originalTrace());
            }
            assertEquals(2, Files.readAllLines(ledger).size());
        }
    }

    private static ZvtTerminal till(Path directory) {
        var config = new ZvtConfig(ZvtConfig.Transport.SERIAL, "000000", Rig.EUR,
                ZvtConfig.TILL_COMPOSES_RECEIPTS,
                Rig.TILL_TIMERS);
        return new ZvtTerminal(LineAddress.parse("serial:" + directory.resolve("port")), config,
                System::nanoTime);
    }

    private static void awaitLines(Path ledger, int lines) throws IOException {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (Files.readAllLines(ledger).size() < lines) {
            assertTrue(System.nanoTime() - end < 0, "no line in " + ledger);
            Thread.onSpinWait();
        }
    }

    private static final class Simulator implements AutoCloseable {
        private final Process process;
        private final int controlPort;

        Simulator(Path directory, Path ledger) throws IOException {
            process = new ProcessBuilder(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "--enable-native-access=ALL-UNNAMED", "-Xmx64m", "-XX:TieredStopAtLevel=1", "-cp",
                    System.getProperty("java.class.path"), TerminalSimulatorMain.class.getName(), "--pty",
                    directory.resolve("port").toString(), "--ledger", ledger.toString(), "--quick", "true"))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            var out = new BufferedReader(
                    new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
            String ready = String.valueOf(out.readLine());
            assertTrue(ready.startsWith("ready serial:"), ready);
            controlPort = Integer.parseInt(ready.substring(ready.lastIndexOf(':') + 1));
        }

        void control(String command) throws IOException {
            try (var socket = new Socket(InetAddress.getLoopbackAddress(), controlPort);
                    var out = new PrintWriter(socket.getOutputStream(), true, StandardCharsets.UTF_8);
                    var in = new BufferedReader(
                            new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
                out.print(command + "\n");
                out.flush();
                var answers = new ArrayList<String>();
                answers.add(in.readLine());
                assertEquals(List.of("ok"), answers);
            }
        }

        @Override
        public void close() {
            process.destroy();
            process.onExit().join();
        }
    }
}
