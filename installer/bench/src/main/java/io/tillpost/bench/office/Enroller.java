package io.tillpost.bench.office;

import com.fasterxml.jackson.databind.JsonNode;
import io.tillpost.installer.stage.OfficeCommands.Client;
import io.tillpost.installer.supervisor.EnvironmentFault;
import io.tillpost.protocol.json.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;

/// Makes stores known to head office and enrols their boxes, by its API. One caller at a time.
final class Enroller implements AutoCloseable {
    /// What its client must be allowed.
    static final List<String> SCOPES = List.of("stores:manage", "devices:enrol");
    /// The merchant id that the stores' cards are charged under.
    static final String MERCHANT = "MID-BENCH";
    private static final List<String> CARDS = List.of("girocard", "Mastercard", "Visa");

    private final URI office;
    private final Client client;
    private final HttpClient http = HttpClient.newHttpClient();
    private final KeyPairGenerator keys;
    private String token = "";

    Enroller(URI office, Client client) {
        this.office = office;
        this.client = client;
        try {
            keys = KeyPairGenerator.getInstance("EC");
            keys.initialize(new ECGenParameterSpec("secp256r1"));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has P-256", e);
        }
    }

    Box enrol(String store) throws IOException {
        String agent = store + "-box";
        token = token.isEmpty() ? askToken() : token;
        var _ = send(authorized("/v1/stores/" + store)
                .header("Idempotency-Key", UUID.nameUUIDFromBytes(store.getBytes(StandardCharsets.UTF_8))
                        .toString())
                .PUT(json(Map.of("legalEntity", HeadOffice.LEGAL_ENTITY, "name", store, "zone",
                        "Europe/Berlin", "currency", "EUR", "agents", List.of(agent), "cardContracts",
                        List.of(Map.of("acquirer", "acquirer-a", "merchantId", MERCHANT, "terminalId",
                                "TID-" + store, "cardNames", CARDS, "validFrom", "2020-01-01"))))));
        String code = send(authorized("/v1/stores/" + store + "/enrolment-codes")
                .POST(json(Map.of("agent", agent)))).required("code").asText();
        KeyPair pair = keys.generateKeyPair();
        JsonNode reply = send(HttpRequest.newBuilder(office.resolve("/v1/enrolment/certificates"))
                .header("Content-Type", "application/json")
                .POST(json(Map.of("code", code, "csr", request(pair)))));
        return new Box(HeadOffice.TENANT, store, agent, chain(reply.required("certificates")),
                pair.getPrivate());
    }

    private static String request(KeyPair pair) {
        try {
            var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate());
            return Base64.getEncoder()
                    .encodeToString(new JcaPKCS10CertificationRequestBuilder(
                            new javax.security.auth.x500.X500Principal(""), pair.getPublic())
                            .build(signer)
                            .getEncoded());
        } catch (OperatorCreationException | IOException e) {
            throw new IllegalStateException("every Java signs a certificate request", e);
        }
    }

    private static List<X509Certificate> chain(JsonNode certificates) {
        var chain = new ArrayList<X509Certificate>();
        try {
            var factory = CertificateFactory.getInstance("X.509");
            for (JsonNode one : certificates) {
                chain.add((X509Certificate) factory.generateCertificate(
                        new ByteArrayInputStream(Base64.getDecoder().decode(one.asText()))));
            }
        } catch (GeneralSecurityException e) {
            throw new EnvironmentFault("head office's answer holds no certificate", e);
        }
        return chain;
    }

    /// RFC 6749, 4.4.
    private String askToken() throws IOException {
        String basic = Base64.getEncoder()
                .encodeToString((client.id() + ":" + client.secret()).getBytes(StandardCharsets.UTF_8));
        return send(HttpRequest.newBuilder(office.resolve("/oauth/token"))
                .header("Authorization", "Basic " + basic)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("grant_type=client_credentials&scope="
                        + String.join("+", SCOPES))))
                .required("access_token")
                .asText();
    }

    private HttpRequest.Builder authorized(String path) {
        return HttpRequest.newBuilder(office.resolve(path))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json");
    }

    private static HttpRequest.BodyPublisher json(Map<String, ?> body) {
        return BodyPublishers.ofByteArray(Json.write(body));
    }

    private JsonNode send(HttpRequest.Builder request) throws IOException {
        try {
            var answer = http.send(request.build(), BodyHandlers.ofString());
            if (answer.statusCode() >= 300) {
                // The answer to a request that was refused holds no secret.
                throw new EnvironmentFault("head office answers " + answer.request().uri().getPath()
                        + " with " + answer.statusCode() + " " + answer.body());
            }
            return Json.readTree(answer.body().getBytes(StandardCharsets.UTF_8));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EnvironmentFault("interrupted while asking head office", e);
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
