package io.tillpost.device.terminal.zvt.frame;

/// What came out of a byte stream.
public sealed interface Received {
    /// A whole, undamaged message.
    record Message(Apdu apdu) implements Received {}

    /// The other side got our frame.
    record Ack() implements Received {}

    /// The other side got our frame damaged.
    record Nak() implements Received {}

    /// A frame came that cannot be used; the other side should send it again.
    record Damaged(String why) implements Received {}

    /// Bytes came that belong to no frame.
    record Noise(byte first) implements Received {}
}
