package io.tillpost.device.terminal.zvt.frame;

import java.util.List;

/// Cuts messages out of a byte stream that arrives in any pieces. One thread.
public sealed interface FrameDecoder permits SerialDecoder, TcpDecoder {
    /// Takes bytes and says what is complete now, in order.
    List<Received> feed(byte[] bytes);

    /// True while a message has begun and not ended.
    boolean midFrame();

    /// Forgets a message that has begun; called when its rest does not come.
    void abandon();
}
