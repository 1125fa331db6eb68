package io.tillpost.central.http;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The open connections. When there are too many of them, or of one address, the one that has waited longest without ever
/// having shown a good token makes room; who has shown one, or is being answered, stays. So a flood of idle connections
/// pushes out itself, and an honest client has as long to ask as it takes to open all the others anew. Safe for use by
/// all threads.
final class Crowd {
    private final int most;
    private final int mostPerAddress;
    /// Guarded by this, as is everything below.
    private final Map<Patience.Watch, String> inside = new HashMap<>();
    private final Map<String, Integer> perAddress = new HashMap<>();

    /// @param mostPerAddress 0 for any number
    Crowd(int most, int mostPerAddress) {
        this.most = most;
        this.mostPerAddress = mostPerAddress;
    }

    /// Lets a connection in, if need be in the place of another. False if nobody can make room: then it is to be closed.
    synchronized boolean enter(Patience.Watch watch, String address) {
        int ofAddress = perAddress.getOrDefault(address, 0);
        if (mostPerAddress > 0 && ofAddress >= mostPerAddress && !makeRoom(address::equals)) {
            return false;
        }
        if (inside.size() >= most && !makeRoom(_ -> true)) {
            return false;
        }
        inside.put(watch, address);
        perAddress.merge(address, 1, Integer::sum);
        return true;
    }

    /// A connection has ended.
    synchronized void leave(Patience.Watch watch) {
        String address = inside.remove(watch);
        if (address != null) {
            perAddress.computeIfPresent(address, (_, count) -> count == 1 ? null : count - 1);
        }
    }

    private boolean makeRoom(Predicate<String> ofAddress) {
        while (true) {
            Patience.@Nullable Watch longest = null;
            for (var one : inside.entrySet()) {
                if (ofAddress.test(one.getValue()) && one.getKey().isStranger()
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
