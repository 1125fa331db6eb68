package io.tillpost.installer.faults.world;

import com.fasterxml.jackson.databind.JsonNode;
import com.hivemq.client.mqtt.MqttClientSslConfig;
import io.tillpost.installer.stage.RestClient.Request;
import io.tillpost.installer.supervisor.EnvironmentFault;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.ECGenParameterSpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;

/// A box that head office has enrolled and that is no process: a key, and what the broker wants to see.
///
/// @param agent its name, common name of its certificate and MQTT client id
public record Enrolled(String agent, KeyPair keys, MqttClientSslConfig tls) {
    /// Enrols it by a fresh code; its store has to know the agent. Safe for use by all threads.
    public static Enrolled by(World world, String store, String agent) {
        var office = world.office();
        String code = office.send(Request.json("POST", "/v1/stores/" + store + "/enrolment-codes",
                Map.of("agent", agent), world.ids().next().toString())).required("code").asText();
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair keys = generator.generateKeyPair();
            JsonNode reply = office.send(Request.json("POST", "/v1/enrolment/certificates",
                    Map.of("code", code, "csr", Base64.getEncoder().encodeToString(request(keys))),
                    world.ids().next().toString()));
            return new Enrolled(agent, keys, tls(keys, reply));
        } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
            throw new EnvironmentFault(agent + " cannot be enrolled: " + e.getMessage(), e);
        }
    }

    private static byte[] request(KeyPair keys) throws IOException, OperatorCreationException {
        return new JcaPKCS10CertificationRequestBuilder(new X500Principal(""), keys.getPublic())
                .build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate()))
                .getEncoded();
    }

    private static MqttClientSslConfig tls(KeyPair keys, JsonNode reply)
            throws GeneralSecurityException, IOException {
        var factory = CertificateFactory.getInstance("X.509");
        List<Certificate> chain = new ArrayList<>();
        for (JsonNode one : reply.required("certificates")) {
            chain.add(factory.generateCertificate(
                    new ByteArrayInputStream(Base64.getDecoder().decode(one.asText()))));
        }
        var own = KeyStore.getInstance("PKCS12");
        own.load(null, null);
        own.setKeyEntry("box", keys.getPrivate(), new char[0], new Certificate[]{chain.getFirst()});
        var keyManagers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keyManagers.init(own, new char[0]);
        var trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("authority", chain.getLast());
        var trustManagers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trustManagers.init(trusted);
        return MqttClientSslConfig.builder().keyManagerFactory(keyManagers).trustManagerFactory(trustManagers)
                .build();
    }
}
