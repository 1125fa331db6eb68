package io.tillpost.edge.enrolment;

import io.tillpost.protocol.json.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;

/// Proves to head office's token endpoint that the box asks: a JWT by RFC 7523, section 3, signed by the device's key with
/// ES256 (RFC 7518, section 3.4).
public final class ClientAssertion {
    /// Long enough for a slow line, short enough to be of no use to who finds it.
    private static final Duration LIFETIME = Duration.ofSeconds(60);

    private ClientAssertion() {}

    private record Header(String alg, String kid, String typ) {}

    private record Claims(String iss, String sub, String aud, long iat, long exp, String jti) {}

    /// An assertion for one use.
    ///
    /// @param audience the token endpoint
    /// @param id never used before
    public static String of(BoxIdentity identity, String audience, Instant now, UUID id) {
        String agent = identity.reply().agent();
        String signed = part(new Header("ES256", identity.key().id().toString(), "JWT")) + "."
                + part(new Claims(agent, agent, audience, now.getEpochSecond(),
                        now.plus(LIFETIME).getEpochSecond(), id.toString()));
        return signed + "." + base64(identity.key().signForJws(signed.getBytes(StandardCharsets.US_ASCII)));
    }

    private static String part(Object value) {
        return base64(Json.write(value));
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
