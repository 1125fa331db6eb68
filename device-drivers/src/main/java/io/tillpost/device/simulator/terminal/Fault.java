package io.tillpost.device.simulator.terminal;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/// Something that goes wrong once, at a step of the next transaction that reaches it.
public sealed interface Fault {
    /// The wire is cut: bytes vanish in both directions (over TCP they wait), the port stays.
    record Pull(Duration length) implements Fault {}

    /// The plug is out of the box: the port is gone, a TCP connection reset.
    record Unplug(Duration length) implements Fault {}

    /// The terminal does nothing at all, not even acknowledge.
    record Freeze(Duration length) implements Fault {}

    /// The next frames of the till are called damaged.
    record Nak(int count) implements Fault {}

    /// The next frames of the till are taken but not acknowledged.
    record NoAck(int count) implements Fault {}

    /// The next frames of the terminal have a wrong checksum.
    record BadChecksum(int count) implements Fault {}

    /// The next frames of the terminal have their doubled DLEs undoubled.
    record Undoubled(int count) implements Fault {}

    /// The next frames of the terminal never leave.
    record LoseFrames(int count) implements Fault {}

    /// Every byte of the next frames is sent after this pause.
    record Slow(int count, Duration perByte) implements Fault {}

    /// The next message is sent a second time after it was answered.
    record Twice() implements Fault {}

    /// The next message is said again, as a new one, after it was answered and this time has passed.
    record Again(Duration pause) implements Fault {}

    /// The next message is sent after this pause.
    record Late(Duration pause) implements Fault {}

    /// Acknowledgements are held back and leave in one piece with the next frame.
    record Joined(int count) implements Fault {}

    /// Another protocol's greeting is sent instead of the next frames.
    record Banner(int count) implements Fault {}

    /// How a fault is written: its name, then one number (a count or milliseconds).
    Map<String, Function<Integer, Fault>> NAMES = Map.ofEntries(
            Map.entry("pull", ms -> new Pull(Duration.ofMillis(ms))),
            Map.entry("unplug", ms -> new Unplug(Duration.ofMillis(ms))),
            Map.entry("freeze", ms -> new Freeze(Duration.ofMillis(ms))), Map.entry("nak", Nak::new),
            Map.entry("no-ack", NoAck::new), Map.entry("bad-checksum", BadChecksum::new),
            Map.entry("undoubled", Undoubled::new), Map.entry("lose", LoseFrames::new),
            Map.entry("slow", ms -> new Slow(1, Duration.ofMillis(ms))), Map.entry("twice", _ -> new Twice()),
            Map.entry("again", ms -> new Again(Duration.ofMillis(ms))),
            Map.entry("late", ms -> new Late(Duration.ofMillis(ms))), Map.entry("joined", Joined::new),
            Map.entry("banner", Banner::new));

    /// Reads e.g. `pull 5000` or `nak 2`.
    static Fault parse(String text) {
        String[] words = text.strip().toLowerCase(Locale.ROOT).split(" +", 3);
        Function<Integer, Fault> known = NAMES.get(words[0]);
        if (known == null || words.length > 2 || (words.length == 2 && !words[1].matches("\\d{1,7}"))) {
            throw new IllegalArgumentException("fault '" + text + "', expected one of "
                    + NAMES.keySet().stream().sorted().toList() + " and a count or milliseconds");
        }
        return known.apply(words.length == 2 ? Integer.parseInt(words[1]) : 1);
    }
}
