package io.tillpost.central.broker;

import io.tillpost.protocol.enrol.BoxCertificate;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.security.auth.Subject;
import org.apache.activemq.artemis.core.config.WildcardConfiguration;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTUtil;
import org.apache.activemq.artemis.core.security.CheckType;
import org.apache.activemq.artemis.core.security.Role;
import org.apache.activemq.artemis.spi.core.protocol.RemotingConnection;
import org.apache.activemq.artemis.spi.core.security.ActiveMQSecurityManager5;
import org.apache.activemq.artemis.spi.core.security.jaas.UserPrincipal;
import org.apache.activemq.artemis.utils.CertificateUtil;
import org.apache.activemq.artemis.utils.CompositeAddress;
import org.jspecify.annotations.Nullable;

/// Lets a client in by its certificate alone: it must be known, and its MQTT client id must be the common name. User
/// name and password are ignored. Permissions are looked up anew for every check, so a changed agents file counts at
/// once; Artemis' own caches, keyed by a user name that the client chooses, are off.
final class CertificateSecurity implements ActiveMQSecurityManager5 {
    private static final System.Logger LOG = System.getLogger(CertificateSecurity.class.getName());
    private static final WildcardConfiguration WILDCARDS = new WildcardConfiguration();
    /// Our topics as Artemis writes them, `/` as `.`; a character that it has to escape with `\` is in none of them.
    private static final String OURS = "tillpost.1.";

    private final ClientDirectory clients;
    private final Clock clock;

    CertificateSecurity(ClientDirectory clients, Clock clock) {
        this.clients = clients;
        this.clock = clock;
    }

    @Override
    public @Nullable Subject authenticate(@Nullable String user, @Nullable String password,
            @Nullable RemotingConnection connection, @Nullable String securityDomain) {
        if (connection == null) {
            return null;
        }
        var name = commonName(connection);
        if (name.isEmpty() || clients.find(name.get()).isEmpty()) {
            LOG.log(System.Logger.Level.WARNING, "refused {0}: certificate of {1} is not a known client",
                    connection.getRemoteAddress(), name.orElse("nobody"));
            return null;
        }
        if (!name.get().equals(connection.getClientID())) {
            LOG.log(System.Logger.Level.WARNING, "refused {0}: client id differs from its certificate of {1}",
                    connection.getRemoteAddress(), name.get());
            return null;
        }
        if (isBoxUnderANodesName(name.get(), connection)) {
            LOG.log(System.Logger.Level.ERROR,
                    "refused {0}: a box is called {1}, as a node of head office is",
                    connection.getRemoteAddress(), name.get());
            return null;
        }
        // A resumed TLS session does not ask for the date again.
        if (isRevoked(connection) || isExpired(connection)) {
            LOG.log(System.Logger.Level.WARNING,
                    "refused {0}: the certificate of {1} is revoked or out of date",
                    connection.getRemoteAddress(), name.get());
            return null;
        }
        var subject = new Subject();
        subject.getPrincipals().add(new UserPrincipal(name.get()));
        return subject;
    }

    @Override
    public boolean authorize(Subject subject, Set<Role> roles, CheckType check, String address) {
        String name = subject.getPrincipals(UserPrincipal.class).iterator().next().getName();
        String bare = CompositeAddress.extractAddressName(address);
        var client = clients.find(name);
        if (client.isEmpty() || !bare.startsWith(OURS) || bare.indexOf('\\') >= 0) {
            return false;
        }
        if (CompositeAddress.isFullyQualified(address)
                && !mayUse(client.get(), name, CompositeAddress.extractQueueName(address), bare)) {
            return false;
        }
        String topic = MQTTUtil.getMqttTopicFromCoreAddress(bare, WILDCARDS);
        return switch (check) {
            case SEND -> client.get().mayWrite(topic);
            case CREATE_ADDRESS -> client.get().mayWrite(topic) || client.get().mayRead(topic);
            case CONSUME, CREATE_DURABLE_QUEUE, DELETE_DURABLE_QUEUE, CREATE_NON_DURABLE_QUEUE,
                    DELETE_NON_DURABLE_QUEUE ->
                client.get().mayRead(topic);
            case DELETE_ADDRESS, MANAGE, BROWSE, VIEW, EDIT -> false;
        };
    }

    /// A subscription's queue is named by its client or, where it is shared, by its group: nobody reads from another's,
    /// and head office alone shares.
    private static boolean mayUse(Client client, String name, String queue, String address) {
        return queue.equals(name + "." + address)
                || (client instanceof Client.Central && queue.equals("ingest." + address));
    }

    private boolean isBoxUnderANodesName(String name, RemotingConnection connection) {
        return clients.find(name).filter(Client.Central.class::isInstance).isPresent()
                && certificate(connection).filter(BoxCertificate::is).isPresent();
    }

    /// Whether the certificate that a connection came in with was revoked.
    boolean isRevoked(RemotingConnection connection) {
        return certificate(connection)
                .filter(certificate -> commonName(certificate)
                        .filter(name -> clients.isRevoked(name, certificate.getSerialNumber()))
                        .isPresent())
                .isPresent();
    }

    /// Whether the certificate that a connection came in with is out of date meanwhile.
    boolean isExpired(RemotingConnection connection) {
        return certificate(connection)
                .filter(certificate -> clock.instant().isAfter(certificate.getNotAfter().toInstant()))
                .isPresent();
    }

    @Override
    public boolean validateUser(String user, String password) {
        return false;
    }

    @Override
    public boolean validateUserAndRole(String user, String password, Set<Role> roles, CheckType check) {
        return false;
    }

    /// From the certificate of the handshake; once that connection is closed, when its will is checked, from what was
    /// found then.
    private static Optional<String> commonName(RemotingConnection connection) {
        Subject known = connection.getSubject();
        if (known != null) {
            return known.getPrincipals(UserPrincipal.class).stream().findFirst().map(UserPrincipal::getName);
        }
        return certificate(connection).flatMap(CertificateSecurity::commonName);
    }

    private static Optional<X509Certificate> certificate(RemotingConnection connection) {
        X509Certificate[] chain = CertificateUtil.getCertsFromConnection(connection);
        return chain == null || chain.length == 0 ? Optional.empty() : Optional.of(chain[0]);
    }

    private static Optional<String> commonName(X509Certificate certificate) {
        try {
            return new LdapName(certificate.getSubjectX500Principal().getName()).getRdns()
                    .stream()
                    .filter(part -> part.getType().equalsIgnoreCase("CN"))
                    .map(part -> part.getValue().toString())
                    .findFirst();
        } catch (InvalidNameException _) {
            return Optional.empty();
        }
    }
}
