package io.tillpost.edge;

import io.tillpost.edge.config.AgentConfig;
import io.tillpost.edge.journal.Origin;
import io.tillpost.edge.journal.mirror.MirrorPlace;
import io.tillpost.edge.journal.sqlite.BackupManifest;
import io.tillpost.edge.journal.sqlite.JournalBackup;
import io.tillpost.edge.journal.sqlite.JournalCheck;
import io.tillpost.protocol.event.Mode;
import io.tillpost.protocol.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `tillpost agent backup|restore|check`: the store's journal as it lies on the disk. Each prints one JSON object.
final class JournalCommands {
    private JournalCommands() {}

    /// What all three have in common.
    abstract static class Task implements Callable<Integer> {
        final Machine machine;

        @Option(names = "--config", required = true, paramLabel = "FILE", description = "The agent's configuration.")
        private Path config = Path.of("");

        @CommandLine.Spec
        private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

        Task(Machine machine) {
            this.machine = machine;
        }

        @Override
        public Integer call() throws Exception {
            return run(AgentConfig.load(config));
        }

        abstract int run(AgentConfig settings) throws IOException;

        void tell(String line) {
            spec.commandLine().getErr().println(line);
            spec.commandLine().getErr().flush();
        }

        void print(Object answer) {
            spec.commandLine().getOut().println(new String(Json.write(answer), StandardCharsets.UTF_8));
            spec.commandLine().getOut().flush();
        }

        static Origin origin(AgentConfig settings) {
            return SellingRooms.origin(settings, Mode.LIVE);
        }

        JournalBackup backup(AgentConfig settings) {
            return new JournalBackup(settings.dataFolder(), origin(settings), machine.clock(),
                    SellingRooms.diskLimits(settings));
        }
    }

    @Command(name = "backup", description = "Copies the journal into a file, while the agent runs or not, and checks the copy.", mixinStandardHelpOptions = true)
    static final class Backup extends Task {
        @Option(names = "--to", required = true, paramLabel = "FILE", description = "A file that is not there yet; needs room for two copies meanwhile.")
        private Path to = Path.of("");

        Backup(Machine machine) {
            super(machine);
        }

        @Override
        int run(AgentConfig settings) throws IOException {
            BackupManifest manifest = backup(settings).write(to.toAbsolutePath(),
                    new StoreMaster(settings, machine)::forData, machine.secure());
            print(manifest);
            return CommandLine.ExitCode.OK;
        }
    }

    @Command(name = "restore", description = "Puts a backup in the journal's place while the agent is stopped. The present journal is moved aside; the next start goes on in new journals.", mixinStandardHelpOptions = true)
    static final class Restore extends Task {
        @Parameters(paramLabel = "FILE", description = "What agent backup wrote.")
        private Path from = Path.of("");
        @Option(names = "--of-agent", paramLabel = "NAME", description = "Whose backup it is, where that is another box: one that had another name, or whose place this one takes for good.")
        private @Nullable String ofAgent;

        Restore(Machine machine) {
            super(machine);
        }

        @Override
        int run(AgentConfig settings) throws IOException {
            var restored = backup(settings).restore(from.toAbsolutePath(),
                    ofAgent == null ? settings.place().agent() : ofAgent, machine.ids(),
                    new StoreMaster(settings, machine)::forData, machine.secure());
            print(Map.of("restored", restored.manifest(), "aside", restored.aside().toString()));
            return CommandLine.ExitCode.OK;
        }
    }

    @Command(name = "check", description = "Checks every page, row and record of the journal, and the tail mirror against it; the agent may run.", exitCodeListHeading = "Exit codes:%n", exitCodeList = {
        "0:everything is as it was written, and mirrored", "1:the check is not possible", "2:misused",
        "3:the journal is damaged", "4:the mirror lacks something",
        "5:a recovery waits for the next start"}, mixinStandardHelpOptions = true)
    static final class Check extends Task {
        private static final int DAMAGED = 3;
        private static final int NOT_MIRRORED = 4;
        private static final int RECOVERY_WAITS = 5;
        /// A second or two of work.
        private static final long RECORDS_PER_LINE = 100_000;

        Check(Machine machine) {
            super(machine);
        }

        @Override
        int run(AgentConfig settings) throws IOException {
            JournalCheck.Found found = JournalCheck.run(settings.dataFolder(),
                    settings.journal().mirrorFolder(), origin(settings),
                    new StoreMaster(settings, machine)::forData, machine.secure(), this::say);
            var answer = new LinkedHashMap<String, Object>();
            answer.put("state", found.state().name());
            answer.put("detail", found.detail());
            answer.put("lanes", List.copyOf(found.lanes()));
            MirrorPlace.advice(settings.dataFolder(), settings.journal().mirrorFolder())
                    .ifPresent(advice -> answer.put("advice", advice));
            print(answer);
            return switch (found.state()) {
                case INTACT -> CommandLine.ExitCode.OK;
                case DAMAGED -> DAMAGED;
                case NOT_MIRRORED -> NOT_MIRRORED;
                case RECOVERY_WAITS -> RECOVERY_WAITS;
            };
        }

        private void say(long records) {
            if (records % RECORDS_PER_LINE == 0) {
                tell(records + " records are as they were sealed");
            }
        }
    }
}
