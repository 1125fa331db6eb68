package io.tillpost.edge.operator;

import static io.tillpost.edge.operator.PeopleWorld.accepted;
import static io.tillpost.edge.operator.PeopleWorld.refused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.edge.TurnedClock;
import io.tillpost.edge.decision.Reason;
import io.tillpost.protocol.event.Actor;
import io.tillpost.protocol.event.OperatorSignedIn;
import io.tillpost.protocol.journal.IdSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionsTest {
    private final TurnedClock clock = new TurnedClock("2026-03-02T08:00:00Z");
    @TempDir
    private Path folder;

    @Test
    void aSessionOutlastsARestartAndItsTokenIsNotOnDisk() throws IOException {
        String token;
        try (var world = new PeopleWorld(folder, clock)) {
            token = world.signIn("till-1", "anna", "1234").token();
            assertTrue(token.matches("[0-9a-f]{64}"), token);
            assertEquals(List.of(new OperatorSignedIn("cashier")), world.events(OperatorSignedIn.class));
            assertEquals(Actor.cashier("anna"), world.lastEnvelope().actor());
            assertEquals("till-1", world.lastEnvelope().place().till());
        }
        try (var world = new PeopleWorld(folder, clock)) {
            assertEquals("anna",
                    accepted(world.sessions.find(token).orElseThrow()).operator().operator());
            assertEquals(Optional.empty(), world.sessions.find(token.replace('a', 'b') + "0"));
        }
        try (var files = Files.list(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertFalse(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1)
                        .contains(token), file.toString());
            }
        }
    }

    @Test
    void signingInTakesTheTillOverAndLeavesOtherTillsAlone() {
        try (var world = new PeopleWorld(folder, clock)) {
            var first = world.signIn("till-1", "anna", "1234");
            var other = world.signIn("till-2", "anna", "1234");
            var second = world.signIn("till-1", "ben", "87654321");
            assertEquals(Reason.TILL_TAKEN_OVER,
                    refused(world.sessions.find(first.token()).orElseThrow()));
            var _ = accepted(world.sessions.find(other.token()).orElseThrow());
            var _ = accepted(world.sessions.find(second.token()).orElseThrow());
        }
    }

    @Test
    void aDisabledOperatorsSessionIsNoneAlsoWhereNobodyEndedIt() {
        try (var world = new PeopleWorld(folder, clock)) {
            var anna = world.signIn("till-1", "anna", "1234");
            var ben = world.signIn("till-2", "ben", "87654321");
            var _ = accepted(world.operators.disable("anna"));
            assertEquals(Optional.empty(), world.sessions.find(anna.token()));
            var _ = accepted(world.sessions.find(ben.token()).orElseThrow());
        }
    }

    @Test
    void whoIsDisabledWhileSigningInIsNotSignedIn() {
        try (var world = new PeopleWorld(folder, clock)) {
            var random = new Random();
            var ids = IdSource.uuidV7(clock, random);
            // Asked for the session's id, once the PIN was looked at.
            IdSource disabling = () -> {
                var _ = accepted(world.operators.disable("anna"));
                return ids.next();
            };
            var sessions = new Sessions(world.journal, world.operators, world.shifts, clock, disabling,
                    random);
            assertEquals(Reason.WRONG_PIN, refused(
                    sessions.signIn("till-1", "anna", Pin.of("1234"), PeopleWorld.TRACE)));
            assertEquals(List.of(), world.events(OperatorSignedIn.class));
        }
    }

    @Test
    void aWrongPinTakesNothingOver() {
        try (var world = new PeopleWorld(folder, clock)) {
            var first = world.signIn("till-1", "anna", "1234");
            assertEquals(Reason.WRONG_PIN, refused(
                    world.sessions.signIn("till-1", "ben", Pin.of("0000"), PeopleWorld.TRACE)));
            assertEquals(Reason.NO_SUCH_TILL, refused(
                    world.sessions.signIn("till-9", "ben", Pin.of("87654321"), PeopleWorld.TRACE)));
            var _ = accepted(world.sessions.find(first.token()).orElseThrow());
        }
    }

    @Test
    void twelveHoursWithoutACallEndASessionAndACallKeepsIt() {
        try (var world = new PeopleWorld(folder, clock)) {
            String token = world.signIn("till-1", "anna", "1234").token();
            clock.turn(Duration.ofHours(11));
            var _ = accepted(world.sessions.find(token).orElseThrow());
            clock.turn(Duration.ofHours(11));
            var _ = accepted(world.sessions.find(token).orElseThrow());
            clock.turn(Duration.ofHours(12).plusSeconds(1));
            assertEquals(Optional.empty(), world.sessions.find(token));
        }
    }

    @Test
    void aSessionOfATimeWhenTheClockWasAheadDoesNotLastUntilThen() {
        try (var world = new PeopleWorld(folder, clock)) {
            clock.turn(Duration.ofDays(365));
            var started = world.signIn("till-1", "anna", "1234");
            String approval = give(world, started.session(), Permission.REFUND);
            clock.turn(Duration.ofDays(-365));
            assertEquals(Optional.empty(), world.sessions.find(started.token()));
            assertFalse(world.approvals.hold(approval, started.session(), Permission.REFUND, new Object()));
        }
    }

    @Test
    void aClockThatStepsBackByHoursSignsNobodyOutAndTheTwelveHoursCountFromThere() {
        try (var world = new PeopleWorld(folder, clock)) {
            String token = world.signIn("till-1", "anna", "1234").token();
            clock.turn(Duration.ofHours(-11));
            var _ = accepted(world.sessions.find(token).orElseThrow());
            clock.turn(Duration.ofHours(12).plusSeconds(1));
            assertEquals(Optional.empty(), world.sessions.find(token));
        }
    }

    @Test
    void whoSignsOutOrIsDisabledIsGone() {
        try (var world = new PeopleWorld(folder, clock)) {
            var anna = world.signIn("till-1", "anna", "1234");
            var ben = world.signIn("till-2", "ben", "87654321");
            world.sessions.end(anna.session());
            assertEquals(Optional.empty(), world.sessions.find(anna.token()));
            world.sessions.endAllOf("ben", Session.End.DISABLED);
            assertEquals(Optional.empty(), world.sessions.find(ben.token()));
        }
    }

    @Test
    void anApprovalIsUsedOnceForWhatItWasGiven() {
        try (var world = new PeopleWorld(folder, clock)) {
            Session session = world.signIn("till-1", "anna", "1234").session();
            Session other = world.signIn("till-2", "ben", "87654321").session();
            String approval = give(world, session, Permission.REFUND);
            var call = new Object();
            assertFalse(world.approvals.hold(approval, session, Permission.CASH_MOVEMENT, call));
            assertFalse(world.approvals.hold(approval, other, Permission.REFUND, call));
            assertTrue(world.approvals.hold(approval, session, Permission.REFUND, call));
            world.approvals.use(approval, call);
            world.approvals.free(approval, call);
            assertFalse(world.approvals.hold(approval, session, Permission.REFUND, call));
            assertFalse(world.approvals.hold(approval, session, Permission.REFUND, new Object()));
            assertEquals(Optional.of("ben"), world.approvals.approver(approval));
        }
    }

    @Test
    void anApprovalIsHeldByOneCallUntilThatIsOver() {
        try (var world = new PeopleWorld(folder, clock)) {
            Session session = world.signIn("till-1", "anna", "1234").session();
            String approval = give(world, session, Permission.REFUND);
            var call = new Object();
            var other = new Object();
            assertTrue(world.approvals.hold(approval, session, Permission.REFUND, call));
            clock.turn(Duration.ofSeconds(121));
            assertTrue(world.approvals.hold(approval, session, Permission.REFUND, call));
            clock.turn(Duration.ofSeconds(-121));
            world.approvals.use(approval, other);
            world.approvals.free(approval, other);
            assertFalse(world.approvals.hold(approval, session, Permission.REFUND, other));
            world.approvals.free(approval, call);
            assertTrue(world.approvals.hold(approval, session, Permission.REFUND, other));
        }
    }

    @Test
    void anApprovalIsTooOldAfterTwoMinutes() {
        try (var world = new PeopleWorld(folder, clock)) {
            Session session = world.signIn("till-1", "anna", "1234").session();
            String approval = give(world, session, Permission.REFUND);
            clock.turn(Duration.ofSeconds(121));
            assertFalse(world.approvals.hold(approval, session, Permission.REFUND, new Object()));
        }
    }

    @Test
    void whoMayNotDoItMayNotApproveItAndWrongPinsCountForTheApprover() {
        try (var world = new PeopleWorld(folder, clock)) {
            Session session = world.signIn("till-1", "anna", "1234").session();
            assertEquals(Reason.APPROVAL_NEEDED, refused(world.approvals.give(session, "anna",
                    Pin.of("1234"), Permission.REFUND, PeopleWorld.TRACE)));
            assertEquals(Reason.APPROVAL_NEEDED, refused(world.approvals.give(session, "ben",
                    Pin.of("87654321"), Permission.MANAGE_OPERATORS, PeopleWorld.TRACE)));
            for (int i = 0; i < 5; i++) {
                var _ = refused(world.approvals.give(session, "ben", Pin.of("0000"), Permission.REFUND,
                        PeopleWorld.TRACE));
            }
            assertEquals(Reason.OPERATOR_LOCKED, refused(world.identify("ben", "87654321")));
            var _ = accepted(world.identify("anna", "1234"));
        }
    }

    private static String give(PeopleWorld world, Session session, Permission permission) {
        return accepted(world.approvals.give(session, "ben", Pin.of("87654321"), permission,
                PeopleWorld.TRACE)).approval();
    }
}
