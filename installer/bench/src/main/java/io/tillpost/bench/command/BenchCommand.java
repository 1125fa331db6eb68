package io.tillpost.bench.command;

import io.tillpost.bench.figure.Folders;
import io.tillpost.bench.figure.Report;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// A bench as a command: looks at its options, measures, shows the figures and ends with 0 if all limits are kept, else
/// with 1. With `--json` standard output is for programs and what people read goes to standard error.
public abstract class BenchCommand implements Callable<Integer> {
    private static final String FOLDER = "tillpost-bench-";

    private final Machine machine;

    @Option(names = "--json", description = "Only JSON on standard output.")
    private boolean json;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /// A bench on this machine.
    protected BenchCommand(Machine machine) {
        this.machine = machine;
    }

    /// Refuses options by which nothing could be measured, then measures.
    ///
    /// @param words for what people read meanwhile
    protected abstract Report measure(PrintStream words) throws IOException;

    @Override
    public final Integer call() throws IOException {
        Report report = measure(json ? System.err : System.out);
        if (json) {
            System.out.println(report.json());
        } else {
            report.show(System.out);
        }
        return report.holds() ? 0 : 1;
    }

    /// What it runs on.
    protected final Machine machine() {
        return machine;
    }

    /// The seed that was asked for, or else any.
    protected final long seed(@Nullable Long asked) {
        return asked == null ? machine.random().nextInt(Integer.MAX_VALUE) : asked;
    }

    /// Refuses a number, with exit code 2, that is less than that.
    protected final void require(String option, int value, int least) {
        require(option, value, least, Integer.MAX_VALUE);
    }

    /// Refuses a number, with exit code 2, that is outside of that.
    protected final void require(String option, int value, int least, int most) {
        if (value < least || value > most) {
            throw new ParameterException(spec.commandLine(), option + " is " + value + ", expected "
                    + (most == Integer.MAX_VALUE ? "at least " + least : least + " to " + most));
        }
    }

    /// What is done in a folder.
    @FunctionalInterface
    protected interface Work {
        Report in(Path folder) throws IOException;
    }

    /// Works in a new folder, which is gone afterwards.
    ///
    /// @param above where it is made; absent: among temporary files
    protected static Report inNewFolder(@Nullable Path above, Work work) throws IOException {
        Path folder = above == null
                ? Files.createTempDirectory(FOLDER)
                : Files.createTempDirectory(Files.createDirectories(above), FOLDER);
        try {
            return work.in(folder);
        } finally {
            Folders.delete(folder);
        }
    }
}
