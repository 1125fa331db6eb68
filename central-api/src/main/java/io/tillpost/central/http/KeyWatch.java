package io.tillpost.central.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Looks at the TLS files every second and hands on what they hold once they changed. Files that cannot serve change
/// nothing: the server goes on with what it has, and one line in the log says why.
final class KeyWatch implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(KeyWatch.class.getName());
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    private final ServerKeys keys;
    private final Consumer<ServerKeys.Loaded> reload;
    private final Thread watchman;
    /// Used by the watchman alone.
    private Versions seen;

    private KeyWatch(ServerKeys keys, Versions seen, Consumer<ServerKeys.Loaded> reload) {
        this.keys = keys;
        this.seen = seen;
        this.reload = reload;
        this.watchman = Thread.ofVirtual().name("http-keys").unstarted(this::watch);
    }

    /// @param read what the files were when the server's present keys were read from them
    static KeyWatch start(ServerKeys keys, Versions read, Consumer<ServerKeys.Loaded> reload) {
        var watch = new KeyWatch(keys, read, reload);
        watch.watchman.start();
        return watch;
    }

    /// What tells that files are not those that were read before; one that is missing is a version too.
    record Versions(List<Version> files) {
        static Versions of(ServerKeys keys) {
            var files = new ArrayList<Version>();
            for (Path file : keys.files()) {
                files.add(Version.of(file));
            }
            return new Versions(List.copyOf(files));
        }
    }

    private record Version(@Nullable FileTime modified, long sizeBytes, @Nullable Object fileKey) {
        static Version of(Path file) {
            try {
                var attributes = Files.readAttributes(file, BasicFileAttributes.class);
                return new Version(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
            } catch (IOException _) {
                return new Version(null, 0, null);
            }
        }
    }

    private void watch() {
        try {
            while (true) {
                Thread.sleep(LOOK_EVERY);
                look();
            }
        } catch (InterruptedException _) {
            // Closed.
        }
    }

    private void look() {
        try {
            var now = Versions.of(keys);
            if (!now.equals(seen)) {
                take();
                seen = now;
            }
        } catch (RuntimeException | Error e) {
            // Also where memory was short for a moment: nobody else looks at the files.
            LOG.log(System.Logger.Level.ERROR, "the TLS files are looked at again", e);
        }
    }

    private void take() {
        try {
            reload.accept(keys.load());
            LOG.log(System.Logger.Level.INFO, "http.tls: the changed files are served");
        } catch (IOException | RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR,
                    "the changed TLS files are not served, those from before are: " + e.getMessage());
        }
    }

    @Override
    public void close() {
        watchman.interrupt();
    }
}
