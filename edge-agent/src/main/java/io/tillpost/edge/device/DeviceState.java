package io.tillpost.edge.device;

import java.util.Locale;

/// How a device is, in UnifiedPOS words (UnifiedPOS 1.16, "Device Power Reporting" and POSPrinter status).
public enum DeviceState {
    /// Not asked yet.
    UNKNOWN,
    /// On, and answers.
    ONLINE,
    /// Off or not reachable.
    OFF_OFFLINE,
    /// A printer's cover is open.
    COVER_OPEN,
    /// A printer has no paper.
    REC_EMPTY,
    /// It says that something is wrong with it.
    FAULT;

    /// As in events and on the status page: `off-offline`.
    public String wireName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
