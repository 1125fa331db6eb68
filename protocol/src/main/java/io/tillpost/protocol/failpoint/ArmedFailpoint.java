package io.tillpost.protocol.failpoint;

import java.util.concurrent.atomic.AtomicLong;

/// One place at which a program ends or stalls, for a test that runs it as a process. Written
/// `NAME[:N][=halt|stall]`: the `N`th time (1 without it) that the program is at `NAME`. Safe for use by all threads.
public final class ArmedFailpoint implements Failpoints {
    private static final String STALL = "stall";
    private static final String HALT = "halt";

    private final String name;
    private final Runnable effect;
    private final AtomicLong left;

    private ArmedFailpoint(String name, long times, Runnable effect) {
        this.name = name;
        this.left = new AtomicLong(times);
        this.effect = effect;
    }

    /// Reads what was written. Throws [IllegalArgumentException] with what is wrong in it.
    ///
    /// @param halt ends the program as a power cut would; does not return
    /// @param stall keeps the thread for ever
    public static Failpoints of(String written, Runnable halt, Runnable stall) {
        int equals = written.indexOf('=');
        String effect = equals < 0 ? HALT : written.substring(equals + 1);
        String place = equals < 0 ? written : written.substring(0, equals);
        int colon = place.indexOf(':');
        String name = colon < 0 ? place : place.substring(0, colon);
        long times = colon < 0 ? 1 : times(written, place.substring(colon + 1));
        if (name.isEmpty() || times < 1) {
            throw unreadable(written);
        }
        return switch (effect) {
            case HALT -> new ArmedFailpoint(name, times, halt);
            case STALL -> new ArmedFailpoint(name, times, stall);
            default -> throw unreadable(written);
        };
    }

    private static long times(String written, String number) {
        try {
            return Long.parseLong(number);
        } catch (NumberFormatException e) {
            throw unreadable(written);
        }
    }

    private static IllegalArgumentException unreadable(String written) {
        return new IllegalArgumentException(
                "failpoint '" + written + "', expected NAME[:N][=halt|stall] with N of 1 or more");
    }

    @Override
    public void reached(String point) {
        if (point.equals(name) && left.decrementAndGet() == 0) {
            effect.run();
        }
    }
}
