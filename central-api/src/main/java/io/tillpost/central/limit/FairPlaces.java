package io.tillpost.central.limit;

import java.util.HashMap;
import java.util.Map;

/// The places that callers have in a node at once. Each caller who is in may have an equal share; one who is alone may
/// have half, so that whoever comes next finds room. Safe for use by all threads.
public final class FairPlaces {
    private final int places;
    /// Guarded by itself, like `taken`.
    private final Map<String, Integer> byCaller = new HashMap<>();
    private int taken;

    /// Places for all callers together, at least 2.
    public FairPlaces(int places) {
        if (places < 2) {
            throw new IllegalArgumentException(places + " places, expected at least 2");
        }
        this.places = places;
    }

    /// Takes a place; false if the caller has its share or all are taken. Whoever got one gives it back by
    /// [#leave(String)].
    public boolean enter(String caller) {
        synchronized (byCaller) {
            int mine = byCaller.getOrDefault(caller, 0);
            int callers = byCaller.size() + (mine == 0 ? 1 : 0);
            int share = Math.max(1, places / Math.max(2, callers));
            if (mine >= share || taken >= places) {
                return false;
            }
            byCaller.put(caller, mine + 1);
            taken++;
            return true;
        }
    }

    /// Gives a place back.
    public void leave(String caller) {
        synchronized (byCaller) {
            byCaller.computeIfPresent(caller, (_, mine) -> mine == 1 ? null : mine - 1);
            taken--;
        }
    }
}
