package io.tillpost.protocol.sync;

import io.tillpost.protocol.journal.Hash;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/// Proof which box said a hello or a batch, also past a broker that cannot be trusted: a signature over the hello, or over
/// the batch's head, whose `head` hash stands for every row before it.
///
/// @param key SHA-256 of the signing key's SubjectPublicKeyInfo (DER)
/// @param signature ECDSA P-256 with SHA-256 over the bytes of what is [Said], DER
public record HeadSignature(Hash key, byte[] signature) {
    private static final String KEY = "key";
    private static final String SIGNATURE = "signature";
    private static final byte[] PURPOSE = "tillpost/batch-head/1\0".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] HELLO_PURPOSE = "tillpost/hello/1\0".getBytes(StandardCharsets.US_ASCII);

    /// Something that a box says.
    @FunctionalInterface
    public interface Said {
        /// What is signed if this agent says it.
        byte[] bytes(String tenant, String store, String agent);

        /// A batch.
        static Said batch(BatchHeader header) {
            return (tenant, store, agent) -> signedBytes(tenant, store, agent, header);
        }

        /// A hello, as its bytes are sent.
        static Said hello(byte[] hello) {
            return (tenant, store, agent) -> helloBytes(tenant, store, agent, hello);
        }
    }

    public HeadSignature {
        signature = signature.clone();
    }

    @Override
    public byte[] signature() {
        return signature.clone();
    }

    /// What is signed of a hello: its purpose; tenant, store and agent, each behind its length (u16be); the message's bytes.
    public static byte[] helloBytes(String tenant, String store, String agent, byte[] hello) {
        return written(out -> {
            out.write(HELLO_PURPOSE);
            names(out, tenant, store, agent);
            out.write(hello);
        });
    }

    /// What is signed of a batch: the purpose; tenant, store and agent, each behind its length (u16be); lane likewise; journal id
    /// (16 bytes); epoch, from, to (u64be each); the hash before the first row and that of the last.
    public static byte[] signedBytes(String tenant, String store, String agent, BatchHeader header) {
        return written(out -> {
            out.write(PURPOSE);
            names(out, tenant, store, agent, header.journal().lane().wireName());
            out.writeLong(header.journal().journalId().getMostSignificantBits());
            out.writeLong(header.journal().journalId().getLeastSignificantBits());
            out.writeLong(header.journal().epoch());
            out.writeLong(header.from());
            out.writeLong(header.to());
            out.write(header.prev().toBytes());
            out.write(header.head().toBytes());
        });
    }

    private static void names(DataOutputStream out, String... names) throws IOException {
        for (String name : names) {
            byte[] text = name.getBytes(StandardCharsets.UTF_8);
            out.writeShort(text.length);
            out.write(text);
        }
    }

    private interface Writing {
        void to(DataOutputStream out) throws IOException;
    }

    private static byte[] written(Writing writing) {
        var bytes = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(bytes)) {
            writing.to(out);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory cannot fail", e);
        }
        return bytes.toByteArray();
    }

    /// As MQTT 5 user properties of the message.
    public Map<String, String> properties() {
        return Map.of(KEY, key.toString(), SIGNATURE, Base64.getEncoder().encodeToString(signature));
    }

    /// Reads [#properties()]; empty when the message is not signed. Throws [MalformedBatchException] naming the property.
    public static Optional<HeadSignature> parse(Map<String, String> properties) {
        String key = properties.get(KEY);
        String signature = properties.get(SIGNATURE);
        if (key == null || signature == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(new HeadSignature(Hash.parse(key), Base64.getDecoder().decode(signature)));
        } catch (IllegalArgumentException e) {
            throw new MalformedBatchException("message property key or signature: " + e.getMessage(), e);
        }
    }
}
