package io.tillpost.installer.demo;

import io.tillpost.protocol.money.Money;
import java.io.PrintStream;
import java.util.Locale;
import java.util.function.LongSupplier;

/// What the person in front of the demo reads: one line per thing that happens, in columns. Safe for use by all threads.
final class Console {
    private static final long NANOS_PER_TENTH = 100_000_000L;

    private final PrintStream out;
    private final LongSupplier nanoTime;
    private final long begun;

    /// @param nanoTime a clock that only measures
    Console(PrintStream out, LongSupplier nanoTime) {
        this.out = out;
        this.nanoTime = nanoTime;
        this.begun = nanoTime.getAsLong();
    }

    /// One thing that happened.
    ///
    /// @param who the part of the world that it happened to
    synchronized void tell(String who, String what) {
        long tenths = tenths();
        out.printf(Locale.ROOT, "%4d.%d s  %-11s %s%n", tenths / 10, tenths % 10, who, what);
    }

    /// A heading.
    synchronized void head(String text) {
        out.printf("%n%s%n", text);
    }

    /// A line as it is.
    synchronized void say(String line) {
        out.println(line);
    }

    /// Tenths of a second since the beginning.
    long tenths() {
        return (nanoTime.getAsLong() - begun) / NANOS_PER_TENTH;
    }

    /// An amount, right-aligned to the widest that a day has.
    static String amount(Money money) {
        return String.format(Locale.ROOT, "%9s %s", money.decimal(), money.currency().getCurrencyCode());
    }
}
