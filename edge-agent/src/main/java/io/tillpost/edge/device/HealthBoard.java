package io.tillpost.edge.device;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The states of all devices. A change is told to the listener once. Safe for use by all threads.
public final class HealthBoard {
    private final Map<String, Health> states = new TreeMap<>();
    private final Listener listener;
    private final Clock clock;

    public HealthBoard(Listener listener, Clock clock) {
        this.listener = listener;
        this.clock = clock;
    }

    /// Hears of changes, on the device's thread.
    @FunctionalInterface
    public interface Listener {
        /// A device that was in one state is in another.
        void changed(Health before, Health now);
    }

    /// A device that was not asked yet.
    void add(String device) {
        synchronized (states) {
            states.put(device, new Health(device, DeviceState.UNKNOWN, clock.instant(), ""));
        }
    }

    /// A device was seen like this. What the listener throws comes out, and the device is as before: who sees it next tells of
    /// it again.
    public void report(String device, DeviceState state, String detail) {
        Health before;
        var now = new Health(device, state, clock.instant(), detail);
        synchronized (states) {
            before = states.getOrDefault(device, new Health(device, DeviceState.UNKNOWN, now.since(), ""));
            if (before.state() == state) {
                states.put(device, new Health(device, state, before.since(), detail));
                return;
            }
            states.put(device, now);
        }
        try {
            listener.changed(before, now);
        } catch (RuntimeException e) {
            synchronized (states) {
                var _ = states.replace(device, now, before);
            }
            throw e;
        }
    }

    /// All devices, by name.
    public List<Health> all() {
        synchronized (states) {
            return new ArrayList<>(states.values());
        }
    }
}
