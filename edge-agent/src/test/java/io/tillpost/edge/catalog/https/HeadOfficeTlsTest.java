package io.tillpost.edge.catalog.https;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Over TLS, with a certificate made on the spot by the keytool of this Java.
class HeadOfficeTlsTest {
    private static final String PASSWORD = "only-a-test";

    @TempDir
    private Path folder;

    private SSLContext server;

    @BeforeEach
    void makeCertificate() throws Exception {
        keytool("-genkeypair", "-alias", "central", "-keyalg", "EC", "-dname", "CN=central", "-ext",
                "SAN=ip:127.0.0.1", "-validity", "2", "-storetype", "PKCS12");
        keytool("-exportcert", "-rfc", "-alias", "central", "-file", "ca.pem");
        var keys = KeyStore.getInstance("PKCS12");
        keys.load(new ByteArrayInputStream(Files.readAllBytes(folder.resolve("keys.p12"))),
                PASSWORD.toCharArray());
        var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD.toCharArray());
        server = SSLContext.getInstance("TLS");
        server.init(managers.getKeyManagers(), null, null);
    }

    @Test
    void theAuthorityOfTheFileIsTrusted() throws Exception {
        try (var headOffice = StandInHeadOffice.startWith(server);
                var world = new HeadOfficeWorld(folder, headOffice.url(), folder.resolve("ca.pem"))) {
            headOffice.has(1, HeadOfficeWorld.bread("2.50"));
            assertInstanceOf(Pulled.Applied.class, world.pulls.pullOnce());
            assertEquals(250, world.price());
        }
    }

    @Test
    void aStrangerGetsNeitherSecretNorTrust() throws Exception {
        try (var headOffice = StandInHeadOffice.startWith(server);
                var world = new HeadOfficeWorld(folder, headOffice.url())) {
            headOffice.has(1, HeadOfficeWorld.bread("2.50"));
            assertInstanceOf(Pulled.Unreachable.class, world.pulls.pullOnce());
            assertEquals(0, headOffice.tokens.size());
        }
    }

    private void keytool(String... arguments) throws Exception {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments));
        command.addAll(List.of("-keystore", "keys.p12", "-storepass", PASSWORD));
        Process process = new ProcessBuilder(command).directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("keytool.log").toFile())
                .start();
        assertEquals(0, process.waitFor(), () -> "see keytool.log");
    }
}
