package io.tillpost.edge;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDirFactory;

/// Temporary folders of tests whose names are letters. JUnit's own end in up to twenty random digits, and one in fifty looks
/// like a card number: what is asked of the agent with such a path is refused, and rightly so.
public final class LetteredFolders implements TempDirFactory {
    private static final String ALPHABET = "abcdefghijklmnop";

    @Override
    public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext test)
            throws IOException {
        Path all = Path.of(System.getProperty("java.io.tmpdir", "/tmp"));
        return Files
                .createDirectory(all.resolve("tillpost-" + letters(ThreadLocalRandom.current().nextLong())));
    }

    private static String letters(long value) {
        var letters = new StringBuilder();
        for (char digit : HexFormat.of().toHexDigits(value).toCharArray()) {
            letters.append(ALPHABET.charAt(Character.digit(digit, 16)));
        }
        return letters.toString();
    }
}
