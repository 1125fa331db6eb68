package io.tillpost.bench.office;

import io.tillpost.edge.sync.HeadSigner;
import io.tillpost.edge.sync.mqtt.Broker;
import io.tillpost.edge.sync.mqtt.Endpoint;
import io.tillpost.protocol.journal.Hash;
import io.tillpost.protocol.journal.Sha256;
import io.tillpost.protocol.sync.HeadSignature;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.TrustManagerFactory;

/// A store's box that head office has enrolled: its certificate, and what it signs with. Safe for use by all threads.
///
/// @param chain its own certificate first, the authority last
public record Box(String tenant, String store, String agent, List<X509Certificate> chain, PrivateKey key) {
    public Box {
        chain = List.copyOf(chain);
    }

    /// Where it delivers its journal.
    public Broker broker(String host, int port) {
        return () -> new Endpoint(host, port, "the certificate of " + agent, chain, key, trust());
    }

    /// Signs its hellos and the heads of its batches.
    public HeadSigner signer() {
        Hash keyId = keyId();
        return said -> Optional.of(new HeadSignature(keyId, sign(said)));
    }

    private byte[] sign(HeadSignature.Said said) {
        try {
            var signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(key);
            signature.update(said.bytes(tenant, store, agent));
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java signs with ECDSA", e);
        }
    }

    private Hash keyId() {
        return Sha256.of(chain.getFirst().getPublicKey().getEncoded());
    }

    private TrustManagerFactory trust() {
        try {
            var trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            trusted.setCertificateEntry("authority", chain.getLast());
            var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(trusted);
            return managers;
        } catch (GeneralSecurityException | java.io.IOException e) {
            throw new IllegalStateException("the authority's certificate cannot be trusted", e);
        }
    }

    /// Whose it is, without its key.
    @Override
    public String toString() {
        return "Box[" + agent + " of " + store + "]";
    }
}
