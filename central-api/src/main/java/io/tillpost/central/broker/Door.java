package io.tillpost.central.broker;

import java.util.concurrent.locks.LockSupport;

/// The listening socket while it is changed for one with other TLS files. Artemis shuts it and then binds the port anew,
/// which fails as long as the old socket is still held by the selector that watched it: the door is knocked at until it
/// is open. For one thread.
final class Door {
    private static final int TRIES = 40;
    private static final long PAUSE_NANOS = 5_000_000;

    private boolean shut;

    /// Whether a change was begun and the door is not open again.
    boolean isShut() {
        return shut;
    }

    /// Runs `reload`, some 0.2 s long if it fails; throws its last exception, and then the door [stays shut][#isShut].
    void reopen(Runnable reload) {
        shut = true;
        for (int left = TRIES;; left--) {
            try {
                reload.run();
                shut = false;
                return;
            } catch (RuntimeException e) {
                if (left == 1) {
                    throw e;
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }
}
