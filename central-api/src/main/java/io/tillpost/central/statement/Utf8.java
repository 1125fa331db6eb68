package io.tillpost.central.statement;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/// Finds the first byte that is not UTF-8, so that damage is refused at its place and never replaced by a question mark.
final class Utf8 {
    private static final int CHUNK_CHARS = 8192;

    private Utf8() {}

    static void check(byte[] file) throws UnreadableFileException {
        var decoder = StandardCharsets.UTF_8.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        var bytes = ByteBuffer.wrap(file);
        var chars = CharBuffer.allocate(CHUNK_CHARS);
        while (true) {
            var result = decoder.decode(bytes, chars.clear(), true);
            if (result.isError()) {
                throw notUtf8(file, bytes.position());
            }
            if (result.isUnderflow()) {
                return;
            }
        }
    }

    private static UnreadableFileException notUtf8(byte[] file, int position) {
        int line = 1;
        int field = 1;
        for (int i = 0; i < position; i++) {
            if (file[i] == '\n') {
                line++;
                field = 1;
            } else if (file[i] == ',') {
                field++;
            }
        }
        return new UnreadableFileException(line, field,
                "byte 0x" + Integer.toHexString(file[position] & 0xFF) + " is not UTF-8");
    }
}
