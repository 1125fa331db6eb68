package io.tillpost.bench.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.bench.command.Machine;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class IdentityBenchCommandTest {
    @ParameterizedTest
    @CsvSource({"--pairs,5,at least 6", "--slice-ms,99,at least 100", "--clients,1,2 to 64",
        "--clients,65,2 to 64"})
    void aMeasurementThatSaysNothingIsRefusedBeforeAnythingStarts(String option, String value,
            String expected) {
        var err = new StringWriter();
        int exitCode = new CommandLine(new IdentityBenchCommand(Path.of("nowhere"),
                new Machine(Clock.systemUTC(), new SecureRandom(), System::nanoTime)))
                .setErr(new PrintWriter(err, true))
                .execute(option, value);
        assertEquals(2, exitCode);
        assertTrue(err.toString().contains(option + " is " + value + ", expected " + expected),
                err.toString());
    }
}
