package io.tillpost.central.broker;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.CertificateFactory;
import java.time.Clock;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A broker in whose program something fails that no code answers for, e.g. memory that is short for a moment.
class BrokerErrorTest {
    @TempDir
    private Path folder;

    private final AtomicBoolean failing = new AtomicBoolean();
    private final AtomicBoolean failed = new AtomicBoolean();
    private final Clock clock = ((InstantSource) () -> {
        if (failing.get()) {
            failed.set(true);
            throw new OutOfMemoryError("for a moment");
        }
        return Clock.systemUTC().instant();
    }).withZone(ZoneOffset.UTC);

    @Test
    void anErrorEndsNoLookAfterFilesAndConnections() throws Exception {
        var authority = new TestAuthority();
        authority.write(folder.resolve("ca.pem"));
        authority.server(folder.resolve("broker.key.pem"), folder.resolve("broker.pem"), 10);
        Files.writeString(folder.resolve("agents.json"), "{\"agents\": {}}");
        Files.writeString(folder.resolve("broker.json"),
                """
                        {"data": "data", "host": "localhost", "port": 0, "key": "broker.key.pem", "certificate": "broker.pem",
                         "authority": "ca.pem", "agents": "agents.json", "central": ["central-1"]}
                        """);
        try (Broker broker = Broker.start(BrokerConfig.read(folder.resolve("broker.json")), clock,
                "the secret of this test")) {
            failing.set(true);
            var _ = renewed(authority);
            until(failed::get);
            failing.set(false);
            byte[] next = renewed(authority);
            until(() -> Arrays.equals(next, shown(authority, broker.port())));
        }
    }

    private byte[] renewed(TestAuthority authority) throws Exception {
        authority.server(folder.resolve("next.key.pem"), folder.resolve("next.pem"), 10);
        byte[] certificate;
        try (InputStream in = Files.newInputStream(folder.resolve("next.pem"))) {
            certificate = CertificateFactory.getInstance("X.509").generateCertificate(in).getEncoded();
        }
        Files.move(folder.resolve("next.key.pem"), folder.resolve("broker.key.pem"),
                StandardCopyOption.REPLACE_EXISTING);
        Files.move(folder.resolve("next.pem"), folder.resolve("broker.pem"),
                StandardCopyOption.REPLACE_EXISTING);
        return certificate;
    }

    private static byte[] shown(TestAuthority authority, int port) throws Exception {
        var tls = SSLContext.getInstance("TLS");
        tls.init(authority.client("box-1").getKeyManagers(), authority.trust().getTrustManagers(), null);
        try (var socket = (SSLSocket) tls.getSocketFactory().createSocket("localhost", port)) {
            return socket.getSession().getPeerCertificates()[0].getEncoded();
        } catch (ConnectException | SSLPeerUnverifiedException _) {
            // The door is shut while it gets another lock.
            return new byte[0];
        }
    }

    private static void until(Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.call()) {
            assertTrue(System.nanoTime() < end, "not within 60 s");
            Thread.onSpinWait();
        }
    }
}
