package io.tillpost.bench.sync;

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

class SyncBenchCommandTest {
    private static final Machine MACHINE = new Machine(Clock.systemUTC(), new SecureRandom(),
            System::nanoTime);

    @ParameterizedTest
    @CsvSource({"--pairs,2,at least 3", "--stores,0,1 to 16", "--events,1999,at least 2000",
        "--rows,10,at least 50000"})
    void aMeasurementThatSaysNothingIsRefusedBeforeAnythingStarts(String option, String value,
            String expected) {
        assertRefused(new CommandLine(new SyncBenchCommand(Path.of("nowhere"), MACHINE)), option, value,
                expected);
    }

    @ParameterizedTest
    @CsvSource({"--stores,1,2 to 2000", "--events,0,1 to 5000"})
    void aFleetThatIsNoneIsRefusedBeforeAnythingStarts(String option, String value, String expected) {
        assertRefused(new CommandLine(new FleetBenchCommand(Path.of("nowhere"), MACHINE)), option, value,
                expected);
    }

    private static void assertRefused(CommandLine command, String option, String value, String expected) {
        var err = new StringWriter();
        assertEquals(2, command.setErr(new PrintWriter(err, true)).execute(option, value));
        assertTrue(err.toString().contains(option + " is " + value + ", expected " + expected),
                err.toString());
    }
}
