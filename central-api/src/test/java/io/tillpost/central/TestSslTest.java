package io.tillpost.central;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tillpost.central.broker.TestAuthority;
import io.tillpost.central.broker.TestBroker;
import io.tillpost.central.http.Answer;
import io.tillpost.central.http.ApiServer;
import io.tillpost.central.http.Filter;
import io.tillpost.central.http.HttpLimits;
import io.tillpost.central.http.Route;
import io.tillpost.central.http.ServerKeys;
import io.tillpost.protocol.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a scanner that we did not write (testssl.sh) has to say about our TLS. Takes minutes: `-Dtestssl=true` turns it on.
class TestSslTest {
    private static final Set<String> BAD = Set.of("LOW", "MEDIUM", "HIGH", "CRITICAL", "WARN", "FATAL");
    /// What an authority of one's own, as this test's and an installation's are, makes of every scan: trust is pinned, so
    /// no public store, revocation service, DNS record or certificate transparency knows the certificate.
    private static final Set<String> OWN_AUTHORITY = Set.of("cert_chain_of_trust",
            "cert_crlDistributionPoints",
            "cert_ocspURL", "cert_revocation", "DNS_CAArecord", "certificate_transparency", "OCSP_stapling",
            "cert_trust", "overall_grade", "cert_validityPeriod", "cert_notAfter", "cert_expirationStatus",
            "cert_extlifeSpan", "cert_caIssuers", "cert_serialNumberLen", "certs_list_ordering_problem",
            "cert_eTLS");

    /// Whether sessions are resumed is asked by OpenSSL's own client, which trusts nobody here; no is as good as yes.
    private static final Set<String> NOT_ASKED = Set.of("sessionresumption_ticket", "sessionresumption_ID");

    @TempDir
    private Path folder = Path.of("");

    @Test
    void theApiHasNothingThatAScannerMinds() throws Exception {
        requireScanner();
        var authority = new TestAuthority();
        authority.server(folder.resolve("key.pem"), folder.resolve("cert.pem"), 10);
        authority.write(folder.resolve("clients.pem"));
        try (var server = ApiServer.start("127.0.0.1", 0,
                new ServerKeys(folder.resolve("cert.pem"), folder.resolve("key.pem"),
                        folder.resolve("clients.pem"), null, Set.of()),
                HttpLimits.defaults(), List.of(Route.open("GET", "/", "readRoot", _ -> Answer.ok("root"))),
                List.of(Filter.receive()),
                new ApiServer.Machine(UUID::randomUUID, new Random(1), System::nanoTime))) {
            assertEquals(List.of(), findings(server.port()));
        }
    }

    @Test
    void theBrokerHasNothingThatAScannerMinds() throws Exception {
        requireScanner();
        try (var broker = TestBroker.start(folder, new TestAuthority())) {
            assertEquals(List.of(), findings(broker.port()));
        }
    }

    private static void requireScanner() {
        assumeTrue(Boolean.getBoolean("testssl"), "takes minutes: -Dtestssl=true turns it on");
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/testssl")),
                "testssl is not installed (Debian package testssl.sh)");
    }

    private List<String> findings(int port) throws IOException, InterruptedException {
        Path report = folder.resolve("report.json");
        // IP addresses need no look-up, and `--phone-out` is not asked for: nothing leaves this machine.
        var scanner = new ProcessBuilder("/usr/bin/testssl", "--quiet", "--warnings", "batch", "--ip",
                "127.0.0.1",
                "--nodns", "min", "--color", "0", "--jsonfile", report.toString(), "localhost:" + port)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("report.txt").toFile());
        // An engine for GOST ciphers is the scanner's to have, not the server's; without this it warns of its own lack.
        scanner.environment().put("NO_ENGINE", "true");
        Process scan = scanner.start();
        assertTrue(scan.waitFor(10, TimeUnit.MINUTES), "the scan did not end");
        var found = new ArrayList<String>();
        var seen = 0;
        for (JsonNode finding : Json.readTree(Files.readAllBytes(report))) {
            seen++;
            String id = finding.get("id").textValue().replaceAll(" .*", "");
            if (BAD.contains(finding.get("severity").textValue()) && !OWN_AUTHORITY.contains(id)
                    && !(NOT_ASKED.contains(id) && finding.get("severity").textValue().equals("WARN"))) {
                found.add(id + " " + finding.get("severity").textValue() + ": "
                        + finding.get("finding").textValue());
            }
        }
        assertTrue(seen > 50, "only " + seen + " findings: the scan did not come through: "
                + Files.readString(folder.resolve("report.txt")));
        return found;
    }
}
