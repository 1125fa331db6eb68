package io.tillpost.protocol.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.protocol.json.Json;
import io.tillpost.protocol.sync.BatchCodec;
import io.tillpost.protocol.sync.BatchHeader;
import io.tillpost.protocol.sync.HeadSignature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
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

    record Batch(String correlationData, Map<String, String> properties, String payload,
            @Nullable Signed signed) {}

    /// @param publicKey SubjectPublicKeyInfo in hex
    /// @param bytes what the property `signature` is over, in hex
    record Signed(String agent, String publicKey, String bytes) {}

    @Test
    void thePublishedVectorsAreWhatThisCodeMakes() throws Exception {
        boolean anew = Boolean.getBoolean("tillpost.vectors.write");
        Key key = anew ? Key.made() : Key.published();
        Chain plain = plain();
        var vectors = new Vectors(
                "Hash chain, batch and signed head of docs/reference/journal.md and sync.md; payload in hex. The third journal"
                        + " goes on after a fork of the first.",
                List.of(plain, child(), signed(fork(plain), key)));
        if (anew) {
            Files.writeString(FILE, Json.writePretty(vectors) + "\n");
        }
        assertEquals(vectors, Json.read(Files.readAllBytes(FILE), Vectors.class));
    }

    @Test
    void thePublishedSignatureIsTheKeysOverThePublishedHead() throws Exception {
        Batch batch = Json.read(Files.readAllBytes(FILE), Vectors.class).journals.getLast().batch;
        Signed signed = Objects.requireNonNull(batch.signed);
        HeadSignature signature = HeadSignature.parse(batch.properties).orElseThrow();
        byte[] spki = HexFormat.of().parseHex(signed.publicKey);
        assertEquals(Hash.of(MessageDigest.getInstance("SHA-256").digest(spki)), signature.key());
        var verifier = Signature.getInstance("SHA256withECDSA");
        verifier.initVerify(KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(spki)));
        verifier.update(HexFormat.of().parseHex(signed.bytes));
        assertTrue(verifier.verify(signature.signature()));
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
        var parent = new Parent(UUID.fromString("0195e5a4-1c00-7000-8000-0000000000b1"), 3,
                Hash.parse("0123456789abcdef".repeat(4)));
        return chain("acme", "store-7", new JournalKey(Lane.OPS,
                UUID.fromString("0195e5a4-1c00-7000-8000-0000000000b2"), 4_294_967_296L), parent,
                List.of(new JournalRow(1, UUID.fromString("0195e5a4-1c03-7000-8000-000000000003"),
                        "IncidentRaised", 1,
                        "{}".getBytes(UTF_8), "{\"kind\":\"journal-fenced\"}".getBytes(UTF_8))));
    }

    private static Chain fork(Chain of) {
        Row last = of.rows.getLast();
        return chain("acme", "store-7", new JournalKey(Lane.FIN,
                UUID.fromString("0195e5a4-1c00-7000-8000-0000000000c3"), of.epoch + 1),
                new Parent(of.journalId, last.seq, last.hash),
                List.of(new JournalRow(1, UUID.fromString("0195e5a4-1c04-7000-8000-000000000004"),
                        "ShiftOpened", 1, "{}".getBytes(UTF_8), "{}".getBytes(UTF_8))));
    }

    /// The key that signed the published head. Its private half was forgotten when the file was written.
    private interface Key {
        byte[] spki();

        byte[] sign(byte[] bytes) throws GeneralSecurityException;

        static Key made() throws GeneralSecurityException {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair pair = generator.generateKeyPair();
            return key(pair.getPublic().getEncoded(), bytes -> {
                var signer = Signature.getInstance("SHA256withECDSA");
                signer.initSign(pair.getPrivate());
                signer.update(bytes);
                return signer.sign();
            });
        }

        static Key published() throws IOException {
            Batch batch = Json.read(Files.readAllBytes(FILE), Vectors.class).journals.getLast().batch;
            byte[] signature = HeadSignature.parse(batch.properties).orElseThrow().signature();
            return key(HexFormat.of().parseHex(Objects.requireNonNull(batch.signed).publicKey),
                    _ -> signature);
        }
    }

    private interface Signer {
        byte[] sign(byte[] bytes) throws GeneralSecurityException;
    }

    private static Key key(byte[] spki, Signer signer) {
        return new Key() {
            @Override
            public byte[] spki() {
                return spki;
            }

            @Override
            public byte[] sign(byte[] bytes) throws GeneralSecurityException {
                return signer.sign(bytes);
            }
        };
    }

    private static Chain signed(Chain chain, Key key) throws GeneralSecurityException {
        Batch batch = chain.batch;
        var header = BatchHeader.parse(HexFormat.of().parseHex(batch.correlationData), batch.properties);
        byte[] bytes = HeadSignature.signedBytes(chain.tenant, chain.store, "store-7-a", header);
        var signature = new HeadSignature(
                Hash.of(MessageDigest.getInstance("SHA-256").digest(key.spki())), key.sign(bytes));
        var properties = new TreeMap<>(batch.properties);
        properties.putAll(signature.properties());
        return new Chain(chain.tenant, chain.store, chain.lane, chain.journalId, chain.epoch, chain.parent,
                chain.genesis, chain.rows,
                new Batch(batch.correlationData, properties, batch.payload, new Signed("store-7-a",
                        HexFormat.of().formatHex(key.spki()), HexFormat.of().formatHex(bytes))));
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
                HexFormat.of().formatHex(BatchCodec.encode(rows)), null);
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
