package io.tillpost.device.line.serial;

/// The parity bit of a serial port.
public enum Parity {
    NONE, ODD, EVEN
}
