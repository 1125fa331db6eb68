package io.tillpost.protocol.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tillpost.protocol.json.Json;
import io.tillpost.protocol.sync.BatchCodec;
import io.tillpost.protocol.sync.BatchHeader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Holds docs/reference/journal-vectors.json against this code, and lets two other languages check it. Run with
/// `-Dtillpost.vectors.write=true` to write the file anew.
class PublishedVectorsTest {
    private static final Path REFERENCE = Path.of(System.getProperty("product.root", ".."), "docs",
            "reference");
    private static final Path FILE = REFERENCE.resolve("journal-vectors.json");

    record Vectors(String description, List<Chain> journals) {}

    record Chain(String tenant, String store, String lane, UUID journalId, long epoch,
            @Nullable Parent parent,
            Hash genesis, List<Row> rows, Batch batch) {}

    record Row(long seq, UUID eventId, String type, int version, String metadata, String body, Hash hash) {}

    record Batch(String correlationData, Map<String, String> properties, String payload) {}

    @Test
    void thePublishedVectorsAreWhatThisCodeMakes() throws IOException {
        var vectors = new Vectors(
                "Hash chain and batch of docs/reference/journal.md and sync.md; payload in hex.",
                List.of(plain(), child()));
        if (Boolean.getBoolean("tillpost.vectors.write")) {
            Files.writeString(FILE, Json.writePretty(vectors) + "\n");
        }
        assertEquals(vectors, Json.read(Files.readAllBytes(FILE), Vectors.class));
    }

    @Test
    void publishedBatchesHoldThePublishedRows() throws IOException {
        for (Chain chain : Json.read(Files.readAllBytes(FILE), Vectors.class).journals) {
            var header = BatchHeader.parse(HexFormat.of().parseHex(chain.batch.correlationData),
                    chain.batch.properties);
            List<JournalRow> rows = BatchCodec.decode(header, HexFormat.of().parseHex(chain.batch.payload));
            assertEquals(chain.rows.stream().map(PublishedVectorsTest::journalRow).toList(), rows);
        }
    }

    @ParameterizedTest
    @CsvSource({"python3, check-vectors.py", "node, check-vectors.mjs"})
    void anotherLanguageComesToTheSameHashes(String interpreter, String script) throws Exception {
        Assumptions.assumeTrue(isInstalled(interpreter), "skipped: " + interpreter + " is not installed");
        var process = new ProcessBuilder(interpreter, REFERENCE.resolve(script).toString(), FILE.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertEquals(true, process.waitFor(30, TimeUnit.SECONDS), "ended within 30 s");
        assertEquals(0, process.exitValue(), output);
    }

    private static Chain plain() {
        return chain("acme", "store-7", new JournalKey(Lane.FIN,
                UUID.fromString("0195e5a4-1c00-7000-8000-0000000000a1"), 1), null,
                List.of(new JournalRow(1, UUID.fromString("0195e5a4-1c01-7000-8000-000000000001"),
                        "ShiftOpened", 1,
                        "{\"store\":\"store-7\"}".getBytes(UTF_8),
                        "{\"drawer\":\"drawer-1\"}".getBytes(UTF_8)),
                        new JournalRow(2, UUID.fromString("0195e5a4-1c02-7000-8000-000000000002"),
                                "SaleAborted", 1,
                                "{}".getBytes(UTF_8),
                                "{\"reason\":\"zurück – „später“ 🙂\"}".getBytes(UTF_8)),
                        new JournalRow(3, UUID.fromString("ffffffff-ffff-7fff-bfff-ffffffffffff"),
                                "DrawerOpened",
                                Integer.MAX_VALUE, new byte[0], new byte[0])));
    }

    private static Chain child() {
        var parent = new Parent(UUID.fromString("0195e5a4-1c00-7000-8000-0000000000a1"), 3,
                Hash.parse("0123456789abcdef".repeat(4)));
        return chain("acme", "store-7", new JournalKey(Lane.OPS,
                UUID.fromString("0195e5a4-1c00-7000-8000-0000000000b2"), 4_294_967_296L), parent,
                List.of(new JournalRow(1, UUID.fromString("0195e5a4-1c03-7000-8000-000000000003"),
                        "IncidentRaised", 1,
                        "{}".getBytes(UTF_8), "{\"kind\":\"journal-fenced\"}".getBytes(UTF_8))));
    }

    private static Chain chain(String tenant, String store, JournalKey key, @Nullable Parent parent,
            List<JournalRow> rows) {
        Hash genesis = HashChain.genesis(tenant, store, key, parent);
        var published = new ArrayList<Row>();
        Hash prev = genesis;
        for (JournalRow row : rows) {
            prev = HashChain.next(prev, key, row);
            published.add(new Row(row.seq(), row.eventId(), row.type(), row.version(),
                    new String(row.metadata(), UTF_8), new String(row.body(), UTF_8), prev));
        }
        var header = new BatchHeader(new UUID(7, 8), key, 1, rows.size(), genesis, prev,
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        var batch = new Batch(HexFormat.of().formatHex(header.correlationData()), header.properties(),
                HexFormat.of().formatHex(BatchCodec.encode(rows)));
        return new Chain(tenant, store, key.lane().wireName(), key.journalId(), key.epoch(), parent, genesis,
                published,
                batch);
    }

    private static JournalRow journalRow(Row row) {
        return new JournalRow(row.seq, row.eventId, row.type, row.version, row.metadata.getBytes(UTF_8),
                row.body.getBytes(UTF_8));
    }

    private static boolean isInstalled(String program) {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return Stream.of(path.split(":")).map(folder -> Path.of(folder, program))
                .anyMatch(Files::isExecutable);
    }
}
