package io.tillpost.device.terminal.zvt.frame;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Decodes serial blocks. A DLE inside a message must be doubled; one that is not makes the whole block damaged, and its
/// rest is swallowed up to its end, so that no byte of it is taken for an ACK or NAK.
///
/// | state | DLE | STX | ETX | ACK, NAK | other |
/// |---|---|---|---|---|---|
/// | OUTSIDE | STARTING | noise | noise | that | noise |
/// | STARTING | STARTING | MESSAGE | noise, OUTSIDE | that, OUTSIDE | noise, OUTSIDE |
/// | MESSAGE | ESCAPED | data | data | data | data |
/// | ESCAPED | data, MESSAGE | a new block: MESSAGE | CRC_LOW | SPOILT | SPOILT |
/// | SPOILT | SPOILT_ESCAPED | - | - | - | - |
/// | SPOILT_ESCAPED | SPOILT | a new block: MESSAGE | CRC_LOW | SPOILT | SPOILT |
/// | CRC_LOW | any byte: CRC_HIGH |||||
/// | CRC_HIGH | any byte: a message or damaged, OUTSIDE |||||
public final class SerialDecoder implements FrameDecoder {
    private enum State {
        OUTSIDE, STARTING, MESSAGE, ESCAPED, SPOILT, SPOILT_ESCAPED, CRC_LOW, CRC_HIGH
    }

    private final Wiped message = new Wiped();
    private State state = State.OUTSIDE;
    private boolean spoilt;
    private int crcLow;

    /// Collects a message, which may hold a card number, and keeps nothing of it.
    private static final class Wiped extends ByteArrayOutputStream {
        byte[] take() {
            byte[] taken = toByteArray();
            wipe();
            return taken;
        }

        void wipe() {
            Arrays.fill(buf, 0, count, (byte) 0);
            reset();
        }
    }

    @Override
    public List<Received> feed(byte[] bytes) {
        var received = new ArrayList<Received>();
        for (byte b : bytes) {
            state = next(b, received);
        }
        return received;
    }

    @Override
    public boolean midFrame() {
        return state != State.OUTSIDE;
    }

    @Override
    public void abandon() {
        state = State.OUTSIDE;
    }

    private State next(byte b, List<Received> received) {
        return switch (state) {
            case OUTSIDE -> b == SerialFrame.DLE ? State.STARTING : outside(b, received);
            case STARTING -> switch (b) {
                case SerialFrame.STX -> begin();
                case SerialFrame.DLE -> State.STARTING;
                default -> outside(b, received);
            };
            case MESSAGE -> b == SerialFrame.DLE ? State.ESCAPED : data(b);
            case ESCAPED -> switch (b) {
                case SerialFrame.DLE -> data(b);
                case SerialFrame.ETX -> State.CRC_LOW;
                case SerialFrame.STX -> begin();
                default -> spoil();
            };
            case SPOILT -> b == SerialFrame.DLE ? State.SPOILT_ESCAPED : State.SPOILT;
            case SPOILT_ESCAPED -> switch (b) {
                case SerialFrame.ETX -> State.CRC_LOW;
                case SerialFrame.STX -> begin();
                default -> State.SPOILT;
            };
            case CRC_LOW -> {
                crcLow = b & 0xFF;
                yield State.CRC_HIGH;
            }
            case CRC_HIGH -> {
                received.add(end(crcLow | ((b & 0xFF) << 8)));
                yield State.OUTSIDE;
            }
        };
    }

    private static State outside(byte b, List<Received> received) {
        received.add(switch (b) {
            case SerialFrame.ACK -> new Received.Ack();
            case SerialFrame.NAK -> new Received.Nak();
            default -> new Received.Noise(b);
        });
        return State.OUTSIDE;
    }

    private State begin() {
        message.wipe();
        spoilt = false;
        return State.MESSAGE;
    }

    private State data(byte b) {
        message.write(b);
        return State.MESSAGE;
    }

    private State spoil() {
        spoilt = true;
        return State.SPOILT;
    }

    private Received end(int crc) {
        byte[] bytes = message.take();
        if (spoilt) {
            return new Received.Damaged("a DLE inside the message is not doubled");
        }
        if (SerialFrame.checksum(bytes) != crc) {
            return new Received.Damaged("the checksum of " + bytes.length + " bytes does not match");
        }
        int total = Apdu.totalLength(bytes, bytes.length);
        if (total != bytes.length) {
            return new Received.Damaged("message of " + bytes.length + " bytes, expected " + total);
        }
        return new Received.Message(Apdu.decode(bytes));
    }
}
