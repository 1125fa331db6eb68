package io.tillpost.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tillpost.edge.config.AgentConfig;
import io.tillpost.edge.enrolment.TestAuthority;
import io.tillpost.protocol.journal.IdSource;
import io.tillpost.protocol.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a scanner that we did not write (testssl.sh) has to say about the till's TLS. Takes minutes: `-Dtestssl=true` turns
/// it on.
class TillTlsScanTest {
    private static final Clock CLOCK = Clock.systemUTC();
    private static final Path SCANNER = Path.of("/usr/bin/testssl");
    private static final Set<String> BAD = Set.of("LOW", "MEDIUM", "HIGH", "CRITICAL", "WARN", "FATAL");
    /// What an authority of the store's own makes of every scan: no public store, revocation service, DNS record or
    /// certificate transparency knows its certificates.
    private static final Set<String> OWN_AUTHORITY = Set.of("cert_chain_of_trust",
            "cert_crlDistributionPoints", "cert_ocspURL", "cert_revocation", "DNS_CAArecord",
            "certificate_transparency", "OCSP_stapling", "cert_trust", "overall_grade", "cert_validityPeriod",
            "cert_notAfter", "cert_expirationStatus", "cert_extlifeSpan", "cert_caIssuers",
            "cert_serialNumberLen", "certs_list_ordering_problem", "cert_eTLS");
    /// Whether sessions are resumed is asked by OpenSSL's own client, which trusts nobody here; no is as good as yes.
    private static final Set<String> NOT_ASKED = Set.of("sessionresumption_ticket", "sessionresumption_ID");
    /// Only a name that browsers know by a public certificate may ask for HTTPS for ever (RFC 6797, section 8.1.1): a till
    /// is an address, or `localhost`, which other programs of the box use in clear.
    private static final Set<String> OF_PUBLIC_SITES = Set.of("HSTS", "HSTS_time");

    @TempDir
    private Path folder;

    @Test
    void theTillHasNothingThatAScannerMinds() throws Exception {
        assumeTrue(Boolean.getBoolean("testssl"), "takes minutes: -Dtestssl=true turns it on");
        assumeTrue(Files.isExecutable(SCANNER), "testssl is not installed (Debian package testssl.sh)");
        writeKeys();
        try (Agent agent = agent()) {
            assertEquals(List.of(), findings(agent.port()));
        }
    }

    private List<String> findings(int port) throws IOException, InterruptedException {
        Path report = folder.resolve("report.json");
        // IP addresses need no look-up, and `--phone-out` is not asked for: nothing leaves this machine.
        var scanner = new ProcessBuilder(SCANNER.toString(), "--quiet", "--warnings", "batch", "--ip",
                "127.0.0.1", "--nodns", "min", "--color", "0", "--jsonfile", report.toString(),
                "localhost:" + port)
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
            String severity = finding.get("severity").textValue();
            if (BAD.contains(severity) && !OWN_AUTHORITY.contains(id) && !OF_PUBLIC_SITES.contains(id)
                    && !(NOT_ASKED.contains(id) && severity.equals("WARN"))) {
                found.add(id + " " + severity + ": " + finding.get("finding").textValue());
            }
        }
        assertTrue(seen > 50, "only " + seen + " findings: the scan did not come through: "
                + Files.readString(folder.resolve("report.txt")));
        return found;
    }

    private void writeKeys() throws Exception {
        KeyStore keys = new TestAuthority("store", CLOCK.instant()).serverKeys(
                CLOCK.instant().minusSeconds(60), CLOCK.instant().plus(Duration.ofDays(9)), "localhost");
        Files.writeString(folder.resolve("till.pem"),
                pem("CERTIFICATE", keys.getCertificate("server").getEncoded()));
        Files.writeString(folder.resolve("till.key.pem"),
                pem("PRIVATE KEY", keys.getKey("server", new char[0]).getEncoded()));
    }

    private static String pem(String what, byte[] der) {
        return "-----BEGIN " + what + "-----\n" + Base64.getMimeEncoder().encodeToString(der) + "\n-----END "
                + what + "-----\n";
    }

    private Agent agent() throws Exception {
        Path file = Files.writeString(folder.resolve("agent.json"), """
                {"place":{"tenant":"acme","legalEntity":"acme-de","store":"s-1","agent":"s-1-a"},
                 "zone":"Europe/Berlin","currency":"EUR","receipt":{"series":"s-1","header":["ACME"]},
                 "dataFolder":"data",
                 "http":{"port":0,"tls":{"certFile":"till.pem","keyFile":"till.key.pem"}},
                 "tills":[{"name":"till-1","drawer":"drawer-1"}]}""");
        var random = new Random();
        return Agent.start(AgentConfig.load(file),
                new Machine(CLOCK, random, IdSource.uuidV7(CLOCK, random), System::nanoTime));
    }
}
