package io.tillpost.edge.sync.mqtt;

import com.hivemq.client.mqtt.MqttClientSslConfig;
import io.tillpost.protocol.tls.TlsRules;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.net.ssl.KeyManagerFactory;

/// TLS for one connection.
final class Tls {
    private Tls() {}

    /// Throws [IOException] naming the certificate. The key is never part of a message.
    static MqttClientSslConfig config(Endpoint endpoint, String agent) throws IOException {
        checkName(endpoint, agent);
        try {
            char[] password = {};
            var keys = KeyStore.getInstance("PKCS12");
            keys.load(null, null);
            keys.setKeyEntry("agent", endpoint.key(), password, endpoint.chain().toArray(Certificate[]::new));
            var keyManagers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keyManagers.init(keys, password);
            return MqttClientSslConfig.builder()
                    .keyManagerFactory(keyManagers)
                    .trustManagerFactory(endpoint.trust())
                    .protocols(TlsRules.PROTOCOLS)
                    .build();
        } catch (GeneralSecurityException e) {
            throw new IOException("cannot set up TLS from " + endpoint.name() + ": " + e.getMessage(), e);
        }
    }

    private static void checkName(Endpoint endpoint, String agent) throws IOException {
        X509Certificate certificate = endpoint.chain().getFirst();
        String subject = certificate.getSubjectX500Principal().getName();
        try {
            for (Rdn rdn : new LdapName(subject).getRdns()) {
                if (rdn.getType().equalsIgnoreCase("CN") && agent.equals(rdn.getValue())) {
                    return;
                }
            }
        } catch (InvalidNameException e) {
            throw new IOException(endpoint.name() + " has an unreadable subject", e);
        }
        throw new IOException(endpoint.name() + " is for '" + subject + "', expected CN=" + agent);
    }
}
