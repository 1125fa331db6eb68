package io.tillpost.edge.enrolment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tillpost.edge.TurnedClock;
import io.tillpost.edge.enrolment.https.HttpsDesks;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Who renews certificates while something fails that no code answers for.
class RenewalErrorTest {
    private static final Duration LOOK = Duration.ofMinutes(1);

    @TempDir
    private Path folder;

    private final TurnedClock clock = new TurnedClock("2026-03-02T08:00:00Z");
    private final List<String> told = new ArrayList<>();

    @Test
    void anErrorIsLoggedAndTheNextLookComesAsEver() throws Exception {
        try (var central = new ScriptedCentral(clock)) {
            var identities = new IdentityFolder(folder, IdentityFolderTest.VAULT);
            var time = new TrustedTime(clock, folder, Instant.parse("2026-01-01T00:00:00Z"));
            var desks = new HttpsDesks(time);
            var _ = new Enrolment(identities, desks, time, IdentityFolderTest.RANDOM).enrol(central.code(),
                    central.url(), new BoxPlace("acme", "s-1", "s-1-a"));
            var renewal = new Renewal(identities, desks, new Renewal.Policy(true, null), failingOnce(), time,
                    () -> 0, IdentityFolderTest.RANDOM);
            assertEquals(LOOK, renewal.stepOrLog());
            assertEquals(LOOK, renewal.stepOrLog());
            assertEquals(List.of("failed", "certificate"), told);
        }
    }

    private Alarm failingOnce() {
        return new Alarm() {
            @Override
            public void raise(String kind, String subject, String evidence) {
                told.add(kind);
            }

            @Override
            public void settle(String subject) {
                if (told.isEmpty()) {
                    told.add("failed");
                    throw new NoClassDefFoundError("for a moment");
                }
                told.add(subject);
            }
        };
    }
}
