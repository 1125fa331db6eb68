package io.tillpost.bench.page;

import io.tillpost.installer.supervisor.FolderTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// One world for all tests that leave the till able to sell: opened by the first, closed at the end of the run. A store and a
/// browser take longer to start than most tests.
final class SharedWorld implements BeforeAllCallback, ParameterResolver {
    private static final Namespace HERE = Namespace.create(SharedWorld.class);

    /// The world with its folder.
    private record Held(Path folder, PageWorld world) implements AutoCloseable {
        static Held open() {
            try {
                Path folder = Files.createTempDirectory("page-world");
                return new Held(folder, new PageWorld(folder));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() throws IOException {
            world.close();
            FolderTree.delete(folder);
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        var _ = held(context);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == PageWorld.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return held(context).world;
    }

    private static Held held(ExtensionContext context) {
        Store store = context.getRoot().getStore(HERE);
        return store.computeIfAbsent("world", _ -> Held.open(), Held.class);
    }
}
