package io.tillpost.central.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.JWSObject;
import io.tillpost.protocol.json.Json;
import java.io.IOException;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Signatures and keys of project Wycheproof: what others got wrong before. The resource names its source.
class SignatureCasesTest {
    private static final int LONGEST_CHARS = 8 * 1024;

    @Test
    void everyCaseEndsAsItsAuthorsSay() throws Exception {
        var wrong = new ArrayList<String>();
        int cases = 0;
        for (JsonNode group : read().get("groups")) {
            for (JsonNode one : group.get("cases")) {
                cases++;
                boolean expected = one.get("expected").textValue().equals("valid")
                        && isOfOurs(one.get("token").textValue());
                String keys = "{\"keys\":" + group.get("keys") + "}";
                if (isAccepted(keys, one.get("token").textValue()) != expected) {
                    wrong.add(group.get("of").textValue() + " " + one.get("id") + " " + group.get("named")
                            + " " + one.get("about"));
                }
            }
        }
        assertEquals(List.of(), wrong);
        assertTrue(cases > 100, cases + " cases");
    }

    /// Two valid cases are signed with PS384 (RFC 7520, 4.2), which is not taken here.
    private static boolean isOfOurs(String token) throws ParseException {
        return Assertions.ALGORITHMS.contains(JWSObject.parse(token).getHeader().getAlgorithm());
    }

    /// As an assertion is looked at, without its claims: those of the cases are none.
    private static boolean isAccepted(String keys, String token) {
        try {
            if (!Jws.isCompact(token, LONGEST_CHARS)) {
                return false;
            }
            var jws = JWSObject.parse(token);
            return Assertions.objection(jws.getHeader()).isEmpty()
                    && ClientKeys.parse(keys)
                            .candidates(jws.getHeader().getAlgorithm(), jws.getHeader().getKeyID())
                            .stream()
                            .anyMatch(key -> Jws.isSignedBy(jws, key));
        } catch (ParseException | IllegalArgumentException _) {
            return false;
        }
    }

    private static JsonNode read() throws IOException {
        try (var in = SignatureCasesTest.class.getResourceAsStream("/jose/signature-cases.json")) {
            if (in == null) {
                throw new IOException("the cases are missing");
            }
            return Json.readTree(in.readAllBytes());
        }
    }
}
