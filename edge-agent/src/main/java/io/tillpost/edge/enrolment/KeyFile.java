package io.tillpost.edge.enrolment;

import io.tillpost.protocol.json.Json;
import io.tillpost.protocol.json.MalformedJsonException;
import io.tillpost.protocol.seal.WrappedKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;

/// The wrapped box keys beside the identity that they seal, in one file that is replaced whole.
final class KeyFile {
    static final String NAME = "keys.json";
    private static final int FORMAT = 1;

    private final SafeFiles files;

    KeyFile(SafeFiles files) {
        this.files = files;
    }

    private record Content(int format, List<Entry> keys) {}

    /// @param sealed base 64
    private record Entry(int number, String master, String sealed) {}

    Path folder() {
        return files.folder();
    }

    Path path() {
        return files.folder().resolve(NAME);
    }

    /// Empty if no key was made yet. Throws [EnrolmentException] when the file cannot be read.
    List<WrappedKey> read() throws IOException {
        try {
            Content content = Json.read(Files.readAllBytes(path()), Content.class);
            if (content.format != FORMAT || content.keys.isEmpty()) {
                throw new IllegalArgumentException("format " + content.format + " with " + content.keys.size()
                        + " keys, expected format " + FORMAT + " with one at least");
            }
            return content.keys.stream()
                    .map(key -> new WrappedKey(key.number, key.master,
                            Base64.getDecoder().decode(key.sealed)))
                    .toList();
        } catch (NoSuchFileException _) {
            return List.of();
        } catch (MalformedJsonException | IllegalArgumentException e) {
            throw new EnrolmentException(path() + " cannot be used (" + e.getMessage()
                    + "); move it away, then enrol this box again with a new code and --again");
        }
    }

    void write(List<WrappedKey> keys) throws IOException {
        files.write(NAME, Json.write(new Content(FORMAT, keys.stream()
                .map(key -> new Entry(key.number(), key.master(),
                        Base64.getEncoder().encodeToString(key.sealed())))
                .toList())));
    }
}
