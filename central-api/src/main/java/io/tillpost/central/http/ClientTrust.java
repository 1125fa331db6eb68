package io.tillpost.central.http;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/// Which client certificates are believed: those that an authority has issued, and those that are pinned, byte for byte. A
/// pinned one vouches for no other, whatever it says of itself, and an authority is no client. Safe for use by all
/// threads.
final class ClientTrust implements X509TrustManager {
    /// Believes nobody.
    static final ClientTrust NONE = new ClientTrust(Set.of(), Set.of(), null);
    private static final System.Logger LOG = System.getLogger(ClientTrust.class.getName());

    private final Set<X509Certificate> authorities;
    private final Set<X509Certificate> pinned;
    /// What authorities have issued; absent: there are none.
    private final @Nullable X509TrustManager issued;
    private final AtomicBoolean isTold = new AtomicBoolean();

    private ClientTrust(Set<X509Certificate> authorities, Set<X509Certificate> pinned,
            @Nullable X509TrustManager issued) {
        this.authorities = authorities;
        this.pinned = pinned;
        this.issued = issued;
    }

    /// Trust in these. What is in both is pinned.
    static ClientTrust of(Collection<X509Certificate> authorities, Collection<X509Certificate> pinned) {
        var vouching = new HashSet<>(authorities);
        vouching.removeAll(Set.copyOf(pinned));
        return new ClientTrust(Set.copyOf(vouching), Set.copyOf(pinned),
                vouching.isEmpty() ? null : issuedBy(vouching));
    }

    private static X509TrustManager issuedBy(Set<X509Certificate> authorities) {
        try {
            var store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int number = 0;
            for (X509Certificate authority : authorities) {
                store.setCertificateEntry(Integer.toString(number++), authority);
            }
            var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            for (TrustManager manager : factory.getTrustManagers()) {
                if (manager instanceof X509TrustManager x509) {
                    return x509;
                }
            }
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("every Java verifies certificates", e);
        }
        throw new IllegalStateException("every Java verifies certificates");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        X509Certificate leaf = chain[0];
        if (pinned.contains(leaf)) {
            leaf.checkValidity();
        } else if (authorities.contains(leaf)) {
            if (!isTold.getAndSet(true)) {
                LOG.log(System.Logger.Level.ERROR, "http.tls.clientCaFile: a client showed "
                        + leaf.getSubjectX500Principal()
                        + " itself and was refused; if it is pinned, move it to http.tls.pinnedClientsFile");
            }
            throw new CertificateException("an authority is no client");
        } else if (issued == null) {
            throw new CertificateException("not pinned, and there is no authority");
        } else {
            issued.checkClientTrusted(chain, authType);
        }
    }

    /// Whether an authority has issued the first of these, so that its name counts.
    boolean isOfAnAuthority(X509Certificate[] chain) {
        if (issued == null || authorities.contains(chain[0])) {
            return false;
        }
        try {
            issued.checkClientTrusted(chain, chain[0].getPublicKey().getAlgorithm());
            return true;
        } catch (CertificateException _) {
            return false;
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("only clients come in here");
    }

    /// Clients choose among their certificates by these.
    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return Stream.concat(authorities.stream(), pinned.stream()).toArray(X509Certificate[]::new);
    }
}
