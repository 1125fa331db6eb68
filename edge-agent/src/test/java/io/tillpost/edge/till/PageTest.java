package io.tillpost.edge.till;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The till page's files: what can be said of them without a browser.
class PageTest {
    private static final Path MODULE = Path.of(System.getProperty("product.root"), "edge-agent");
    private static final Path PAGE = MODULE.resolve("src/main/resources/till");
    /// From this version on node tells a module from a script by itself.
    private static final int NODE_SINCE = 22;
    private static final long NODE_SECONDS = 120;

    @Test
    void theModulesOfThePageKeepTheirPromises() throws IOException, InterruptedException {
        var node = node();
        assumeTrue(node.isPresent(), "skipped: no node " + NODE_SINCE
                + " (or 20.19) on the PATH, so the page's own tests did not run");
        var output = Files.createTempFile("page-tests", ".log");
        var run = new ProcessBuilder(node.get(), "--test", "src/test/js/").directory(MODULE.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        boolean ended = run.waitFor(NODE_SECONDS, TimeUnit.SECONDS);
        run.destroyForcibly();
        assertTrue(ended && run.exitValue() == 0, () -> read(output));
    }

    @Test
    void everyModuleOfTheImportMapIsOnTheClassPath() {
        var index = read(PAGE.resolve("index.html"));
        var map = between(index, "<script type=\"importmap\">", "</script>");
        var targets = all("\"/till/lib/([^\"]+)\"", map).stream().map(match -> match.group(1)).toList();
        assertTrue(targets.size() >= 6, targets.toString());
        for (String target : targets) {
            var resource = "META-INF/resources/_static/"
                    + (target.endsWith("/") ? target + "package.json" : target);
            assertNotNull(PageTest.class.getClassLoader().getResource(resource), resource);
        }
    }

    @Test
    void everyImportOfThePageLeadsToAFile() throws IOException {
        var missing = new ArrayList<String>();
        for (Path source : sources(".js")) {
            for (MatchResult match : all("(?:from|import) ?\\(?'(\\.[^']+)'", read(source))) {
                var target = source.resolveSibling(match.group(1)).normalize();
                if (!Files.exists(target)) {
                    missing.add(source + " imports " + target);
                }
            }
        }
        assertEquals(List.of(), missing);
    }

    @Test
    void thePageLoadsNothingFromElsewhere() throws IOException {
        for (String kind : List.of(".js", ".css", ".html")) {
            for (Path source : sources(kind)) {
                assertEquals(List.of(), all("(?:https?:)?//[a-z0-9.-]+\\.[a-z]{2,}/", read(source)).stream()
                        .map(MatchResult::group)
                        .toList(), source.toString());
            }
        }
    }

    @Test
    void theStrictPolicyForbidsNothingThatThePageDoes() throws IOException {
        var index = read(PAGE.resolve("index.html"));
        assertEquals(1, all("<script(?![^>]*src=)", index).size(), "only the import map may be inline");
        assertFalse(index.contains("<style"), "styles are in till.css");
        for (Path source : sources(".js")) {
            var text = read(source);
            assertEquals(List.of(),
                    all("\\bstyle=|\\beval\\(|new Function|innerHTML|document\\.write", text).stream()
                            .map(MatchResult::group)
                            .toList(),
                    source.toString());
        }
    }

    private static Optional<String> node() throws InterruptedException {
        try {
            var run = new ProcessBuilder("node", "--version").redirectErrorStream(true).start();
            var version = new String(run.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            run.waitFor();
            var parts = Pattern.compile("v(\\d+)\\.(\\d+)\\..*").matcher(version);
            boolean able = parts.matches() && (Integer.parseInt(parts.group(1)) >= NODE_SINCE
                    || (parts.group(1).equals("20") && Integer.parseInt(parts.group(2)) >= 19));
            return able ? Optional.of("node") : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static List<Path> sources(String kind) throws IOException {
        try (var walk = Files.walk(PAGE)) {
            return walk.filter(path -> path.toString().endsWith(kind)).sorted().toList();
        }
    }

    private static List<MatchResult> all(String pattern, String text) {
        return Pattern.compile(pattern).matcher(text).results().toList();
    }

    private static String between(String text, String start, String end) {
        int from = text.indexOf(start) + start.length();
        return text.substring(from, text.indexOf(end, from));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
