package io.tillpost.device.line.serial;

import java.util.Objects;

/// A serial port and how it is set.
///
/// @param device operating system's name of the port, e.g. `/dev/ttyUSB0` or `COM3`
/// @param baud bits per second, 300 to 4,000,000
/// @param dataBits 7 or 8
/// @param stopBits 1 or 2
/// @param flow how the device holds us up
public record SerialSettings(String device, int baud, int dataBits, Parity parity, int stopBits,
        FlowControl flow) {
    private static final int BAUD_MIN = 300;
    private static final int BAUD_MAX = 4_000_000;

    public SerialSettings {
        Objects.requireNonNull(parity, "parity");
        Objects.requireNonNull(flow, "flow");
        if (device.isBlank()) {
            throw new IllegalArgumentException(
                    "serial port name '" + device + "', expected e.g. /dev/ttyUSB0");
        }
        if (baud < BAUD_MIN || baud > BAUD_MAX) {
            throw new IllegalArgumentException(
                    "baud " + baud + ", expected " + BAUD_MIN + " to " + BAUD_MAX);
        }
        if (dataBits != 7 && dataBits != 8) {
            throw new IllegalArgumentException("data " + dataBits + ", expected 7 or 8 bits");
        }
        if (stopBits != 1 && stopBits != 2) {
            throw new IllegalArgumentException("stop " + stopBits + ", expected 1 or 2 bits");
        }
    }

    /// 9600 baud, 8 data bits, no parity, 2 stop bits: what ZVT asks for (PA00P016, 2.1).
    public static SerialSettings zvt(String device) {
        return new SerialSettings(device, 9600, 8, Parity.NONE, 2, FlowControl.NONE);
    }
}
