package io.tillpost.edge;

import static io.tillpost.edge.TillWorld.ok;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `tillpost agent operators` against a running agent.
class OperatorsCommandTest {
    @TempDir
    private Path folder;

    @Test
    void somebodyIsTakenOnGetsAnotherPinAndLeaves() throws Exception {
        try (var world = new TillWorld(folder)) {
            assertEquals("0 added carl\n",
                    run(world, "4444\n", "add", "carl", "--title", "Carl C.", "--role", "cashier"));
            var _ = ok(world.trySignIn("till-1", "carl", "4444"));
            assertEquals("0 new PIN for carl\n", run(world, "55555\n", "set-pin", "carl"));
            var _ = ok(world.trySignIn("till-1", "carl", "55555"));
            assertEquals("0 disabled carl\n", run(world, "", "disable", "carl"));
            assertTrue(run(world, "", "list").contains("carl\tcashier\tdisabled\tCarl C.\n"));
        }
    }

    @Test
    void whatDoesNotGoIsOneLineWithoutThePin() throws Exception {
        try (var world = new TillWorld(folder)) {
            String taken = run(world, "867530\n", "add", "anna", "--title", "A", "--role", "cashier");
            assertTrue(taken.startsWith("1 tillpost agent: operator-exists: operator 'anna' exists"), taken);
            String shape = run(world, "8675309999\n", "set-pin", "anna");
            assertTrue(shape.startsWith("1 tillpost agent: malformed-request"), shape);
            assertFalse((taken + shape).contains("8675"));
            assertTrue(run(world, "", "set-pin", "anna").startsWith("1 tillpost agent: no PIN"));
            assertTrue(run(world, "1234\n", "set-pin", "../x").startsWith("2 "));
        }
    }

    private static String run(TillWorld world, String input, String... arguments) {
        var out = new StringWriter();
        var all = new ArrayList<>(List.of("operators"));
        all.addAll(List.of(arguments));
        all.addAll(List.of("--config", world.config().toString(), "--port", Integer.toString(world.port())));
        var command = AgentCommand.commandLine(TillWorld.machine(world.clock),
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
        int code = command.setOut(new PrintWriter(out))
                .setErr(new PrintWriter(out))
                .execute(all.toArray(String[]::new));
        return code + " " + out;
    }
}
