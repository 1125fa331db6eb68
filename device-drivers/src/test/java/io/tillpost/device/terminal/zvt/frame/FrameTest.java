package io.tillpost.device.terminal.zvt.frame;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameTest {
    private static final HexFormat HEX = HexFormat.ofDelimiter(" ").withUpperCase();
    /// Authorization of 10.10, whose packed digits are DLEs.
    private static final Apdu TEN_TEN = Apdu.of(0x0601, HEX.parseHex("04 00 00 00 00 10 10 49 09 78"));

    @Test
    void theChecksumIsTheReflectedOneThatStartsAtZero() {
        // Both frames are known from independent implementations, not computed by this one.
        assertEquals("10 02 80 00 00 10 03 F5 1F", HEX.formatHex(SerialFrame.encode(Apdu.of(0x8000))));
        assertEquals("10 02 84 9C 00 10 03 C3 41", HEX.formatHex(SerialFrame.encode(Apdu.of(0x849C))));
    }

    @Test
    void everyDleInAMessageIsDoubledAndCountedOnce() {
        assertEquals("10 02 06 01 0A 04 00 00 00 00 10 10 10 10 49 09 78 10 03",
                HEX.formatHex(SerialFrame.encode(TEN_TEN)).substring(0, 56));
        assertEquals(List.of(new Received.Message(TEN_TEN)),
                new SerialDecoder().feed(SerialFrame.encode(TEN_TEN)));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 254, 255, 256, 65535})
    void everyLengthReadsBack(int length) {
        byte[] data = new byte[length];
        Arrays.fill(data, (byte) 0x10);
        Apdu apdu = Apdu.of(0x06D3, data);
        assertEquals(apdu, Apdu.decode(apdu.encoded()));
        assertEquals(length > 254 ? 5 : 3, apdu.encoded().length - length);
        assertEquals(List.of(new Received.Message(apdu)), new SerialDecoder().feed(SerialFrame.encode(apdu)));
        assertEquals(List.of(new Received.Message(apdu)), new TcpDecoder().feed(apdu.encoded()));
    }

    @Test
    void aMessageTooLongIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> Apdu.of(0x06D3, new byte[65536]));
        assertThrows(IllegalArgumentException.class, () -> Apdu.decode(HEX.parseHex("80 00 01")));
    }

    @Test
    void aStreamCutAtAnyPlaceIsTheSameStream() {
        byte[] serial = joined(List.of(SerialFrame.encode(TEN_TEN), new byte[]{SerialFrame.ACK},
                SerialFrame.encode(Apdu.of(0x040F, new byte[300]))));
        byte[] tcp = joined(List.of(TEN_TEN.encoded(), Apdu.of(0x040F, new byte[300]).encoded()));
        List<Received> serialWhole = new SerialDecoder().feed(serial);
        assertEquals(3, serialWhole.size());
        for (int cut = 0; cut <= serial.length; cut++) {
            assertEquals(serialWhole, inTwo(new SerialDecoder(), serial, cut));
        }
        for (int cut = 0; cut <= tcp.length; cut++) {
            assertEquals(new TcpDecoder().feed(tcp), inTwo(new TcpDecoder(), tcp, cut));
        }
    }

    @Test
    void noSingleDamagedByteIsTakenForAnotherMessage() {
        byte[] frame = SerialFrame.encode(TEN_TEN);
        for (int at = 0; at < frame.length; at++) {
            for (int bit = 0; bit < 8; bit++) {
                byte[] damaged = frame.clone();
                damaged[at] ^= (byte) (1 << bit);
                for (Received received : new SerialDecoder().feed(damaged)) {
                    assertFalse(received instanceof Received.Message, "bit " + bit + " of byte " + at);
                }
            }
        }
    }

    @Test
    void aMissingDoublingIsDamageAndNoneOfItsBytesIsAnAck() {
        var received = new SerialDecoder().feed(HEX.parseHex("10 02 06 01 04 10 06 06 15 10 03 11 22"));
        assertEquals(1, received.size());
        assertInstanceOf(Received.Damaged.class, received.getFirst());
    }

    @Test
    void afterDamageTheNextFrameIsRead() {
        var decoder = new SerialDecoder();
        byte[] frame = SerialFrame.encode(TEN_TEN);
        decoder.feed(Arrays.copyOf(frame, 9));
        assertTrue(decoder.midFrame());
        decoder.abandon();
        assertEquals(List.of(new Received.Message(TEN_TEN)), decoder.feed(frame));
        decoder.feed(Arrays.copyOf(frame, 9));
        assertEquals(List.of(new Received.Message(TEN_TEN)), decoder.feed(frame),
                "the cut one was not abandoned");
    }

    @Test
    void randomBytesNeverThrow() {
        for (long seed = 0; seed < 200; seed++) {
            byte[] noise = new byte[500];
            new Random(seed).nextBytes(noise);
            for (int i = 0; i < noise.length; i += 7) {
                noise[i] = 0x10;
            }
            new SerialDecoder().feed(noise);
            new TcpDecoder().feed(noise);
        }
    }

    @Test
    void theTextOfAMessageHoldsNoneOfItsData() {
        assertEquals("04 0F with 2 bytes", Apdu.of(0x040F, (byte) 0x41, (byte) 0x11).toString());
        assertArrayEquals(new byte[]{0x41, 0x11}, Apdu.of(0x040F, (byte) 0x41, (byte) 0x11).data());
    }

    private static List<Received> inTwo(FrameDecoder decoder, byte[] stream, int cut) {
        var received = new ArrayList<>(decoder.feed(Arrays.copyOf(stream, cut)));
        received.addAll(decoder.feed(Arrays.copyOfRange(stream, cut, stream.length)));
        return received;
    }

    private static byte[] joined(List<byte[]> parts) {
        var all = new ByteArrayOutputStream();
        parts.forEach(all::writeBytes);
        return all.toByteArray();
    }
}
