package io.tillpost.edge.enrolment;

import io.tillpost.edge.TinyHttp;
import io.tillpost.protocol.enrol.EnrolmentCode;
import io.tillpost.protocol.enrol.EnrolmentReply;
import io.tillpost.protocol.enrol.EnrolmentRequest;
import io.tillpost.protocol.enrol.RenewalRequest;
import io.tillpost.protocol.journal.Sha256;
import io.tillpost.protocol.json.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;
import org.jspecify.annotations.Nullable;

/// Head office's desk over real HTTPS, following docs: it checks proof of possession with Bouncy Castle, gives the same
/// certificate for the same request, and does whatever a test tells it to do wrong.
public final class ScriptedCentral implements AutoCloseable {
    static final Duration LIFETIME = Duration.ofDays(60);
    private static final String CENTRAL = "/v1/enrolment/";

    public final TestAuthority authority;
    public final List<String> asked = new CopyOnWriteArrayList<>();
    /// Bodies of requests, as they came.
    public final List<String> bodies = new CopyOnWriteArrayList<>();
    private final InstantSource time;
    private final TinyHttp server;
    /// Certificates that a restore of the database has taken away.
    final Set<X509Certificate> forgotten = ConcurrentHashMap.newKeySet();
    private final Map<String, X509Certificate> issued = new HashMap<>();
    private final EnrolmentCode code;
    /// Whose a code is, by its text.
    private final Map<String, String> agents = new ConcurrentHashMap<>();
    /// Whose a request's key became.
    private final Map<String, String> owners = new ConcurrentHashMap<>();
    /// Called instead of the authority where the authority is asked for.
    volatile byte[] claimedAuthority;
    volatile UnaryOperator<EnrolmentReply> spoil = reply -> reply;
    public volatile boolean revoked;
    /// Whether boxes have as many certificates as they may.
    volatile boolean enough;
    volatile boolean loseAnswer;
    volatile int failing;
    volatile String garbage = "";
    volatile boolean codeUsed;
    /// Whatever else this head office answers.
    public volatile TinyHttp.Handler others = request -> problem(404, "no-such-path", request.path());
    /// Another authority of this head office.
    volatile @Nullable X509Certificate alsoIssuedBy;
    /// Of what is issued.
    public volatile Duration lifetime = LIFETIME;
    public volatile String brokerHost = "localhost";
    public volatile int brokerPort = 8883;

    public ScriptedCentral(InstantSource time) throws Exception {
        this(time, new TestAuthority("head office", time.instant()));
    }

    ScriptedCentral(InstantSource time, TestAuthority authority) throws Exception {
        this(time, authority, authority.server(time.instant().minus(Duration.ofDays(1)),
                time.instant().plus(Duration.ofDays(400)), "127.0.0.1"));
    }

    ScriptedCentral(InstantSource time, TestAuthority authority, SSLContext tls) throws Exception {
        this.time = time;
        this.authority = authority;
        this.claimedAuthority = authority.certificate.getEncoded();
        code = code("s-1-a");
        server = new TinyHttp(tls.getServerSocketFactory().createServerSocket(0, 50,
                InetAddress.getLoopbackAddress()), time, this::handle);
    }

    public URI url() {
        return URI.create("https://127.0.0.1:" + server.port());
    }

    /// What a person would read out, for box `s-1-a`.
    public EnrolmentCode code() {
        return code;
    }

    /// A new one for this box.
    EnrolmentCode code(String agent) throws Exception {
        byte[] secret = new byte[EnrolmentCode.SECRET_BYTES];
        new SecureRandom().nextBytes(secret);
        var fresh = EnrolmentCode.of(secret, Sha256.of(authority.certificate.getEncoded()));
        agents.put(fresh.text(), agent);
        return fresh;
    }

    private TinyHttp.Answer handle(TinyHttp.Asked request) throws IOException {
        asked.add(request.path());
        bodies.add(request.text());
        if (failing != 0) {
            return problem(failing, "out-of-order", "scripted");
        }
        if (!garbage.isEmpty()) {
            return TinyHttp.Answer.of(200, garbage);
        }
        try {
            return switch (request.path()) {
                case CENTRAL + "authority" -> TinyHttp.Answer.of(200, pem(claimedAuthority));
                case CENTRAL + "certificates" -> enrol(Json.read(request.body(), EnrolmentRequest.class));
                case CENTRAL + "renewals" -> renew(Json.read(request.body(), RenewalRequest.class));
                default -> others.handle(request);
            };
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            return problem(400, "malformed-request", String.valueOf(e.getMessage()));
        }
    }

    private TinyHttp.Answer enrol(EnrolmentRequest request) throws Exception {
        String agent = agents.get(request.code());
        // A key that another agent has is refused like a code that was used.
        if (codeUsed || agent == null || !agent.equals(owners.computeIfAbsent(request.csr(), _ -> agent))) {
            return problem(403, "enrolment-code-not-taken", "the code is not taken");
        }
        return give(reply(agent, request.csr()));
    }

    private TinyHttp.Answer renew(RenewalRequest request) throws Exception {
        if (Duration.between(request.signedAt(), time.instant()).abs().compareTo(Duration.ofDays(1)) > 0) {
            return problem(403, "clock-too-far", "head office has " + time.instant());
        }
        byte[] certificate = Base64.getDecoder().decode(request.certificate());
        var last = (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(certificate));
        if (forgotten.contains(last)) {
            return problem(403, "certificate-unknown", "not issued here");
        }
        X509Certificate issuer = alsoIssuedBy != null
                && alsoIssuedBy.getSubjectX500Principal().equals(last.getIssuerX500Principal())
                        ? alsoIssuedBy
                        : authority.certificate;
        last.verify(issuer.getPublicKey());
        var signature = Signature.getInstance("SHA256withECDSA");
        signature.initVerify(last.getPublicKey());
        signature.update(RenewalRequest.signedBytes(Base64.getDecoder().decode(request.csr()), certificate,
                request.signedAt()));
        if (revoked || !signature.verify(Base64.getDecoder().decode(request.signature()))) {
            return problem(403, "renewal-not-granted", "revoked, too late or not proven");
        }
        if (enough) {
            return problem(403, "too-many-certificates", "the box has 10 certificates that have not ended");
        }
        return give(reply("s-1-a", request.csr()));
    }

    private TinyHttp.Answer give(EnrolmentReply reply) throws IOException {
        if (loseAnswer) {
            loseAnswer = false;
            throw new IOException("lost");
        }
        return TinyHttp.Answer.of(200, Json.write(spoil.apply(reply)));
    }

    /// The certificate for a request, the same as ever.
    public EnrolmentReply reply(String agent, String csr) throws Exception {
        X509Certificate certificate = issued.get(csr);
        if (certificate == null) {
            certificate = authority.box(proven(csr), agent, time.instant().minusSeconds(60),
                    time.instant().plus(lifetime));
            issued.put(csr, certificate);
        }
        return reply(agent, List.of(certificate, authority.certificate), certificate);
    }

    EnrolmentReply reply(String agent, List<X509Certificate> chain, X509Certificate own) throws Exception {
        var encoded = new ArrayList<String>();
        for (X509Certificate one : chain) {
            encoded.add(Base64.getEncoder().encodeToString(one.getEncoded()));
        }
        Instant end = own.getNotAfter().toInstant();
        return new EnrolmentReply("acme", "s-1", agent, encoded, brokerHost, brokerPort,
                end.minus(lifetime.dividedBy(3)));
    }

    /// The key of a request, if whoever sent it has the other half.
    static PublicKey proven(String csr) throws Exception {
        var request = new JcaPKCS10CertificationRequest(
                new PKCS10CertificationRequest(Base64.getDecoder().decode(csr)));
        PublicKey key = request.getPublicKey();
        if (!request.isSignatureValid(new JcaContentVerifierProviderBuilder().build(key))) {
            throw new IllegalArgumentException("the request does not prove its key");
        }
        return key;
    }

    private static byte[] pem(byte[] der) {
        return ("-----BEGIN CERTIFICATE-----\n" + Base64.getMimeEncoder().encodeToString(der)
                + "\n-----END CERTIFICATE-----\n").getBytes(StandardCharsets.US_ASCII);
    }

    private static TinyHttp.Answer problem(int status, String code, String detail) {
        return TinyHttp.Answer.of(status,
                Json.write(Map.of("status", status, "code", code, "detail", detail)));
    }

    @Override
    public void close() {
        server.close();
    }
}
