package io.tillpost.device.line.serial;

/// How a device says that its buffer is full.
public enum FlowControl {
    /// It never is, or it has no way to say so.
    NONE,
    /// By its wire to our CTS; ours is RTS.
    RTSCTS,
    /// By its wire to our DSR; ours is DTR. Of the systems that this runs on only Windows knows it.
    DTRDSR,
    /// By the bytes XOFF and XON, which are then no answers.
    XONXOFF
}
