package io.tillpost.edge.receipt.paper;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;

/// Writes a grey picture row by row (PNG, third edition: W3C, 2025). Closing it ends the picture, not the stream below.
final class PngStream implements Closeable {
    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    private static final int DEPTH_BITS = 8;
    private static final int GREY = 0;
    private static final int NO_FILTER = 0;

    private final DataOutputStream out;
    private final int width;
    private final ByteArrayOutputStream packed = new ByteArrayOutputStream();
    private final DeflaterOutputStream pixels = new DeflaterOutputStream(packed);

    PngStream(OutputStream out, int width, int height) throws IOException {
        this.out = new DataOutputStream(out);
        this.width = width;
        this.out.write(SIGNATURE);
        var header = new ByteArrayOutputStream();
        var fields = new DataOutputStream(header);
        fields.writeInt(width);
        fields.writeInt(height);
        // Depth, colour type, then compression, filtering and interlacing, of which there is one each that we use.
        fields.write(new byte[]{DEPTH_BITS, GREY, 0, 0, 0});
        chunk("IHDR", header.toByteArray());
    }

    /// The next rows: one byte per dot, 0 is black.
    void rows(byte[] dots) throws IOException {
        for (int from = 0; from < dots.length; from += width) {
            pixels.write(NO_FILTER);
            pixels.write(dots, from, width);
        }
    }

    @Override
    public void close() throws IOException {
        pixels.close();
        chunk("IDAT", packed.toByteArray());
        chunk("IEND", new byte[0]);
        out.flush();
    }

    private void chunk(String type, byte[] data) throws IOException {
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        var crc = new CRC32();
        crc.update(name);
        crc.update(data);
        out.writeInt(data.length);
        out.write(name);
        out.write(data);
        out.writeInt((int) crc.getValue());
    }
}
