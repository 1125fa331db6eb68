package io.tillpost.edge.till.http;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The open connections. When there are too many of them, from outside or of one address, the one that has waited longest
/// for its client without ever having shown a good token makes room; who has shown one, or is being answered, stays. A
/// part of the places is for programs on the box itself alone. Safe for use by all threads.
final class Crowd {
    static final int MOST = 256;
    /// Of these; the others are for the box itself.
    static final int MOST_FROM_OUTSIDE = 192;
    /// Ten tills behind one router: a page has six connections at most, one of them for what is new.
    static final int MOST_PER_ADDRESS = 64;

    /// Guarded by this, as is everything below.
    private final Map<SlowClients.Watch, Guest> inside = new HashMap<>();
    private final Map<String, Integer> perAddress = new HashMap<>();
    private int fromOutside;

    /// Where a connection comes from.
    ///
    /// @param here from the box itself
    record Guest(String address, boolean here) {}

    /// Lets a connection in, if need be in the place of another. False if nobody can make room: then it is to be closed.
    synchronized boolean enter(SlowClients.Watch watch, Guest guest) {
        if (!guest.here) {
            if (perAddress.getOrDefault(guest.address, 0) >= MOST_PER_ADDRESS
                    && !makeRoom(other -> other.address.equals(guest.address))) {
                return false;
            }
            if (fromOutside >= MOST_FROM_OUTSIDE && !makeRoom(other -> !other.here)) {
                return false;
            }
        }
        if (inside.size() >= MOST && !makeRoom(_ -> true)) {
            return false;
        }
        inside.put(watch, guest);
        perAddress.merge(guest.address, 1, Integer::sum);
        fromOutside += guest.here ? 0 : 1;
        return true;
    }

    /// A connection has ended.
    synchronized void leave(SlowClients.Watch watch) {
        Guest guest = inside.remove(watch);
        if (guest != null) {
            perAddress.computeIfPresent(guest.address, (_, count) -> count == 1 ? null : count - 1);
            fromOutside -= guest.here ? 0 : 1;
        }
    }

    private boolean makeRoom(Predicate<Guest> where) {
        while (true) {
            SlowClients.@Nullable Watch longest = null;
            for (var one : inside.entrySet()) {
                if (where.test(one.getValue()) && one.getKey().isWaitingStranger()
                        && (longest == null || one.getKey().waitsLongerThan(longest))) {
                    longest = one.getKey();
                }
            }
            if (longest == null) {
                return false;
            }
            // It may have asked for something a moment ago, and stays then.
            if (longest.evict()) {
                leave(longest);
                return true;
            }
        }
    }
}
