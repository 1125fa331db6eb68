package io.tillpost.installer.faults.world;

import java.nio.file.Path;

/// Where things lie.
record Layout(Path root) {
    Path logs() {
        return root.resolve("logs");
    }

    Path config() {
        return root.resolve("config");
    }

    Path certificates() {
        return root.resolve("certificates");
    }

    Path postgres() {
        return root.resolve("postgres");
    }

    Path broker() {
        return root.resolve("broker");
    }

    Path box(String store) {
        return root.resolve("boxes").resolve(store);
    }

    Path running() {
        return root.resolve("running");
    }
}
