package io.tillpost.edge.journal.mirror;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/// Reads a segment's records one after another and holds one at a time, however long head office was out of reach.
final class SegmentReader implements AutoCloseable {
    private static final int BUFFER_BYTES = 1 << 16;

    private final FileChannel channel;
    /// What is read and not used yet, ready to be read.
    private ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES).limit(0);
    private long at;

    private SegmentReader(FileChannel channel, long at) throws IOException {
        this.channel = channel.position(at);
        this.at = at;
    }

    /// From the beginning; [#at] is 0 if that is not a segment's, and there is no record then.
    static SegmentReader of(Path segment) throws IOException {
        SegmentReader reader = of(segment, 0);
        if (reader.has(MirrorFormat.MAGIC.length)
                && reader.buffer.slice(0, MirrorFormat.MAGIC.length)
                        .equals(ByteBuffer.wrap(MirrorFormat.MAGIC))) {
            reader.buffer.position(MirrorFormat.MAGIC.length);
            reader.at = MirrorFormat.MAGIC.length;
        }
        return reader;
    }

    /// From the record that begins there.
    static SegmentReader of(Path segment, long at) throws IOException {
        return new SegmentReader(FileChannel.open(segment, StandardOpenOption.READ), at);
    }

    /// The next record; empty where none is whole.
    Optional<MirrorRow> next() throws IOException {
        if (at == 0 || !has(MirrorFormat.HEAD_BYTES) || !has(MirrorFormat.bytesOf(buffer))) {
            return Optional.empty();
        }
        int begun = buffer.position();
        Optional<MirrorRow> row = MirrorFormat.next(buffer);
        at += buffer.position() - begun;
        return row;
    }

    /// Where the next record begins, or what is none.
    long at() {
        return at;
    }

    /// Whether nothing follows, or zeros, where the next records would have gone.
    boolean isOver() throws IOException {
        while (has(1)) {
            if (buffer.get() != 0) {
                return false;
            }
        }
        return true;
    }

    long bytes() throws IOException {
        return channel.size();
    }

    /// Whether so many bytes follow, which are in the buffer then.
    private boolean has(int wanted) throws IOException {
        if (buffer.remaining() >= wanted) {
            return true;
        }
        buffer = buffer.capacity() >= wanted
                ? buffer.compact()
                : ByteBuffer.allocate(wanted).put(buffer);
        while (buffer.position() < wanted && channel.read(buffer) >= 0) {
            // goes on
        }
        buffer.flip();
        return buffer.remaining() >= wanted;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
