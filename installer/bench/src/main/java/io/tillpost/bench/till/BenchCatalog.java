package io.tillpost.bench.till;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/// The bench's articles.
final class BenchCatalog {
    private BenchCatalog() {}

    /// Has the agent take a catalogue with this many articles, and gives their barcodes.
    static List<String> load(Agent agent, Path folder, long seed, int articles) throws IOException {
        throw new IOException(
                "waits for the catalogue room: " + folder + seed + articles + StandardCharsets.UTF_8 + agent);
    }
}
