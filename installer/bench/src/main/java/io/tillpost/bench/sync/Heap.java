package io.tillpost.bench.sync;

import java.lang.management.ManagementFactory;

/// This program's heap.
final class Heap {
    private static final int COLLECTIONS = 3;

    private Heap() {}

    /// Bytes that are still used after collections.
    static long used() {
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
