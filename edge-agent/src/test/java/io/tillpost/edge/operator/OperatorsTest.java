package io.tillpost.edge.operator;

import static io.tillpost.edge.operator.PeopleWorld.accepted;
import static io.tillpost.edge.operator.PeopleWorld.person;
import static io.tillpost.edge.operator.PeopleWorld.refused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.edge.TurnedClock;
import io.tillpost.edge.decision.Decision;
import io.tillpost.edge.decision.Reason;
import io.tillpost.protocol.event.OperatorLocked;
import io.tillpost.protocol.json.Json;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OperatorsTest {
    private final TurnedClock clock = new TurnedClock("2026-03-02T08:00:00Z");
    @TempDir
    private Path folder;

    @Test
    void theRightPinIsTakenAndTheWrongOneAndTheUnknownNameAreTheSame() {
        try (var world = new PeopleWorld(folder, clock)) {
            assertEquals(Role.CASHIER, accepted(world.identify("anna", "1234")).role());
            assertEquals(Reason.WRONG_PIN, refused(world.identify("anna", "1235")));
            assertEquals(Reason.WRONG_PIN, refused(world.identify("nobody", "1234")));
        }
    }

    @Test
    void fiveWrongPinsLockForFiveMinutesAlsoOverARestart() {
        try (var world = new PeopleWorld(folder, clock)) {
            for (int i = 0; i < 4; i++) {
                assertEquals(Reason.WRONG_PIN, refused(world.identify("anna", "0000")));
            }
        }
        try (var world = new PeopleWorld(folder, clock)) {
            assertEquals(Reason.OPERATOR_LOCKED, refused(world.identify("anna", "0000")));
            assertEquals(Reason.OPERATOR_LOCKED, refused(world.identify("anna", "1234")));
            assertEquals(List.of(new OperatorLocked("anna", 5)), world.events(OperatorLocked.class));
        }
        try (var world = new PeopleWorld(folder, clock)) {
            clock.turn(Duration.ofSeconds(299));
            assertEquals(Reason.OPERATOR_LOCKED, refused(world.identify("anna", "1234")));
            clock.turn(Duration.ofSeconds(1));
            var _ = accepted(world.identify("anna", "1234"));
            assertEquals("ben", accepted(world.identify("ben", "87654321")).operator());
        }
    }

    @Test
    void aLockOfATimeWhenTheClockWasAheadEndsWhenItIsRightAgain() {
        try (var world = new PeopleWorld(folder, clock)) {
            clock.turn(Duration.ofDays(365));
            for (int i = 0; i < 5; i++) {
                var _ = refused(world.identify("anna", "0000"));
            }
            assertEquals(Reason.OPERATOR_LOCKED, refused(world.identify("anna", "1234")));
            clock.turn(Duration.ofDays(-365).minusMinutes(1));
            for (int i = 0; i < 4; i++) {
                assertEquals(Reason.WRONG_PIN, refused(world.identify("anna", "0000")));
            }
            assertEquals(Reason.OPERATOR_LOCKED, refused(world.identify("anna", "0000")), "as ever");
            clock.turn(Duration.ofMinutes(5));
            var _ = accepted(world.identify("anna", "1234"));
        }
    }

    @Test
    void theRightPinForgivesTheWrongOnesBefore() {
        try (var world = new PeopleWorld(folder, clock)) {
            for (int i = 0; i < 12; i++) {
                assertEquals(i % 3 == 2,
                        world.identify("anna", i % 3 == 2 ? "1234" : "9999") instanceof Decision.Accepted);
            }
        }
    }

    @Test
    void guessesAtTheSameTimeDoNotPassTheLock() throws Exception {
        try (var world = new PeopleWorld(folder, clock)) {
            var guesses = new ArrayList<Future<Decision<Operator>>>();
            try (var many = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int i = 0; i < 20; i++) {
                    guesses.add(many.submit(() -> world.identify("anna", "0000")));
                }
            }
            int wrong = 0;
            for (var guess : guesses) {
                wrong += refused(guess.get()) == Reason.WRONG_PIN ? 1 : 0;
            }
            assertEquals(4, wrong);
            assertEquals(1, world.events(OperatorLocked.class).size());
        }
    }

    @Test
    void aNewPinUnlocksAndTheOldOneIsGone() {
        try (var world = new PeopleWorld(folder, clock)) {
            for (int i = 0; i < 5; i++) {
                var _ = refused(world.identify("anna", "0000"));
            }
            var _ = accepted(world.operators.setPin("anna", Pin.of("4321")));
            assertEquals(Reason.WRONG_PIN, refused(world.identify("anna", "1234")));
            var _ = accepted(world.identify("anna", "4321"));
            assertEquals(Reason.NOT_FOUND, refused(world.operators.setPin("carl", Pin.of("4321"))));
        }
    }

    @Test
    void whoIsDisabledIsWrongAndTheNameStaysTaken() {
        try (var world = new PeopleWorld(folder, clock)) {
            var _ = accepted(world.operators.disable("anna"));
            assertEquals(Reason.WRONG_PIN, refused(world.identify("anna", "1234")));
            assertEquals(Reason.OPERATOR_EXISTS,
                    refused(world.operators.add(person("anna", Role.MANAGER, "1111"))));
            assertFalse(world.operators.begin(List.of(person("eve", Role.MANAGER, "1111"))));
            assertEquals(2, world.operators.all().size());
        }
    }

    @Test
    void aPinIsNowhereInTheFilesAndIsNoWords() throws IOException {
        try (var world = new PeopleWorld(folder, clock)) {
            var _ = refused(world.identify("ben", "55443322"));
        }
        try (var files = Files.list(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String all = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
                assertFalse(all.contains("87654321") || all.contains("55443322"), file.toString());
            }
        }
        assertEquals("PIN", Pin.of("1234").toString());
        assertFalse(person("x", Role.CASHIER, "87654321").toString().contains("8765"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"123\"", "\"123456789\"", "\"12a4\"", "8675", "\"\"", "null", "[\"8675\"]"})
    void whatIsNoPinIsRefusedWithoutQuotingIt(String json) {
        var e = assertThrows(RuntimeException.class, () -> Json.read(
                ("{\"operator\":\"x\",\"title\":\"X\",\"role\":\"cashier\",\"pin\":" + json + "}")
                        .getBytes(StandardCharsets.UTF_8),
                NewOperator.class));
        assertFalse(String.valueOf(e.getMessage()).contains("867"), e.getMessage());
    }

    @Test
    void aCheckTakesUnderAHundredMilliseconds() {
        // Of the processor, whatever else the machine does meanwhile.
        var cpu = ManagementFactory.getThreadMXBean();
        var hash = PinHash.of(Pin.of("1234"), new Random());
        for (int i = 0; i < 3; i++) {
            var _ = hash.matches(Pin.of("1234"));
        }
        long best = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            long before = cpu.getCurrentThreadCpuTime();
            assertTrue(hash.matches(Pin.of("1234")));
            best = Math.min(best, cpu.getCurrentThreadCpuTime() - before);
        }
        assertTrue(best < 100_000_000, "a check took " + best / 1_000_000 + " ms");
        assertFalse(hash.hash().equals(PinHash.of(Pin.of("1234"), new Random()).hash()));
    }

    @Test
    void rolesAreAsTheManualSays() {
        assertEquals(List.of(Permission.SELL, Permission.DISCOUNT, Permission.VOID_LINE, Permission.VOID_CART,
                Permission.NO_SALE, Permission.CLOSE_SHIFT, Permission.REPRINT, Permission.TRAINING),
                List.copyOf(Role.CASHIER.permissions()));
        assertFalse(Role.SUPERVISOR.may(Permission.MANAGE_OPERATORS)
                || Role.SUPERVISOR.may(Permission.IMPORT_CATALOG));
        assertEquals(Permission.values().length - 2, Role.SUPERVISOR.permissions().size());
        assertEquals(Permission.values().length, Role.MANAGER.permissions().size());
    }
}
