package io.tillpost.central;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// docs/reference/problems.md lists exactly the codes that the source can answer.
class ProblemCodesTest {
    private static final Path ROOT = Path.of(System.getProperty("product.root"));
    /// A problem is made by one of these, with its code as the first text.
    private static final Pattern MADE = Pattern.compile(
            "(?:Problem\\s*\\.\\s*(?:of|conflict|unprocessable)|return of|new Saved\\.Refused)\\([^\"]*?\"([a-z0-9-]+)\"");
    private static final Pattern LISTED = Pattern.compile("(?m)^\\| `([a-z0-9-]+)` \\|");

    @Test
    void theReferenceListsEveryCodeAndNoOther() throws IOException {
        assertEquals(made(), found(LISTED, Files.readString(ROOT.resolve("docs/reference/problems.md"))));
    }

    private static Set<String> made() throws IOException {
        var codes = new TreeSet<String>();
        try (var files = Files.walk(ROOT.resolve("central-api/src/main/java"))) {
            for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
                codes.addAll(found(MADE, Files.readString(file)));
            }
        }
        return codes;
    }

    private static Set<String> found(Pattern pattern, String text) {
        var codes = new TreeSet<String>();
        var matcher = pattern.matcher(text);
        while (matcher.find()) {
            codes.add(matcher.group(1));
        }
        return codes;
    }
}
