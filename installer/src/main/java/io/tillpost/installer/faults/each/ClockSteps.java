package io.tillpost.installer.faults.each;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The agent runs under libfaketime, which is told of another time while it sells. Monotonic time goes on as it is, as it does
/// when somebody sets a clock.
final class ClockSteps implements Fault {
    @Override
    public int number() {
        return 11;
    }

    @Override
    public String title() {
        return "clock steps of two hours, 1970, summer time";
    }

    private static final List<String> STEPS = List.of("+2h", "-2h", "@1970-01-02 03:04:05",
            // In Berlin the clock goes from 02:59:59 back to 02:00:00.
            "@2026-10-25 00:59:55", "+0");
    private static final List<Path> LIBRARIES = List.of(
            Path.of("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1"),
            Path.of("/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1"));

    @Override
    public Optional<String> missing() {
        return library().isPresent() ? Optional.empty() : Optional.of("libfaketime is missing");
    }

    static Optional<Path> library() {
        return LIBRARIES.stream().filter(Files::exists).findFirst();
    }

    /// What has a program live at the time that `file` says.
    static Map<String, String> faked(Path library, Path file) {
        return Map.of("LD_PRELOAD", library.toString(), "FAKETIME_TIMESTAMP_FILE", file.toString(),
                "FAKETIME_NO_CACHE", "1", "DONT_FAKE_MONOTONIC", "1", "FAKETIME_DONT_FAKE_MONOTONIC", "1",
                "TZ",
                "UTC");
    }

    @Override
    public void strike(Scene scene) throws IOException {
        Path file = scene.box().folder().resolve("time");
        Files.writeString(file, "+0");
        var agent = scene.box().agent();
        agent.stop();
        agent.start(faked(library().orElseThrow(), file));
        scene.sell(2);
        for (String step : STEPS) {
            scene.say("the clock says " + step);
            Files.writeString(file, step);
            scene.sell(scene.between(3, 6));
        }
        agent.stop();
        agent.start();
        scene.sell(2);
        scene.awaitDrained(Duration.ofMinutes(2));
    }
}
