package io.tillpost.installer.launcher;

import io.tillpost.installer.shop.AgentCache;
import io.tillpost.installer.shop.ClassPaths;
import io.tillpost.installer.supervisor.FolderTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/// `tillpost prepare`: what a build or an installation does once, so that each start is quick.
@Command(name = "prepare", mixinStandardHelpOptions = true, description = "Makes the start-up cache of the agent, if there is none that fits.")
final class PrepareCommand implements Callable<Integer> {
    private final Path home;
    private final SecureRandom random;

    @Option(names = "--again", description = "Even if there is one.")
    private boolean again;

    PrepareCommand(Path home, SecureRandom random) {
        this.home = home;
        this.random = random;
    }

    @Override
    public Integer call() throws IOException {
        Path folder = Files.createTempDirectory("tillpost-prepare-");
        try {
            var cache = new AgentCache(home, new ClassPaths(home, Path.of(System.getProperty("java.home"))),
                    folder, random);
            if (again || !cache.isFresh()) {
                cache.make(System.out::println);
            }
            return ExitCode.OK;
        } finally {
            FolderTree.delete(folder);
        }
    }
}
