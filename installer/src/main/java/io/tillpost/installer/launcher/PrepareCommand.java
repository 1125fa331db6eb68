package io.tillpost.installer.launcher;

import io.tillpost.installer.shop.AgentCache;
import io.tillpost.installer.shop.ClassPaths;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/// `tillpost prepare`: what a build or an installation does once, so that each start is quick.
@Command(name = "prepare", mixinStandardHelpOptions = true, description = "Makes the start-up cache of the agent, if there is none that fits.")
final class PrepareCommand implements Callable<Integer> {
    private final Path home;

    @Option(names = "--again", description = "Even if there is one.")
    private boolean again;

    PrepareCommand(Path home) {
        this.home = home;
    }

    @Override
    public Integer call() throws IOException {
        Path folder = Files.createTempDirectory("tillpost-prepare-");
        try {
            var cache = new AgentCache(new ClassPaths(home, Path.of(System.getProperty("java.home"))),
                    folder);
            if (again || !cache.isFresh()) {
                cache.make();
            }
            return ExitCode.OK;
        } finally {
            delete(folder);
        }
    }

    private static void delete(Path folder) throws IOException {
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure)
                    throws IOException {
                if (failure != null) {
                    throw failure;
                }
                Files.delete(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
