package io.tillpost.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A process that Java runs as it runs the agent of a box.
public final class BoxJava {
    private static final int DEADLINE_MINUTES = 8;

    private BoxJava() {}

    /// The last thing that a program says, which has to end well.
    ///
    /// @param folder for what it says, and its first argument
    /// @param options beside those of a box
    public static String said(Path folder, List<String> options, Class<?> program, String... more)
            throws Exception {
        Path out = folder.resolve("out");
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@src/main/jvm/agent.options"));
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName(),
                folder.toString()));
        command.addAll(List.of(more));
        Process box = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        try {
            assertTrue(box.waitFor(DEADLINE_MINUTES, TimeUnit.MINUTES), "it did not end");
        } finally {
            box.destroyForcibly();
        }
        List<String> said = Files.readAllLines(out);
        assertEquals(0, box.exitValue(), String.join("\n", said));
        return said.getLast();
    }
}
