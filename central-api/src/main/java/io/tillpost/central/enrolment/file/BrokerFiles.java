package io.tillpost.central.enrolment.file;

import io.tillpost.central.database.Database;
import io.tillpost.central.database.Tenancy;
import io.tillpost.central.enrolment.Authorities;
import io.tillpost.central.enrolment.Devices;
import io.tillpost.central.enrolment.Devices.Admitted;
import io.tillpost.central.enrolment.KeptAuthority;
import io.tillpost.central.enrolment.Pem;
import io.tillpost.central.enrolment.RevocationLists;
import io.tillpost.protocol.json.Json;
import io.tillpost.protocol.sync.Topics;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Who may come to the broker, as files: for the built-in one and for mosquitto. What they say is read in one transaction.
/// Safe for use by all threads and by several nodes, which write the same bytes.
public final class BrokerFiles {
    private final Database database;
    private final Devices devices;
    private final Authorities authorities;
    private final RevocationLists lists;
    private final Set<String> nodes;
    private final Clock clock;

    /// @param nodes names of head office's nodes whose certificates were not issued here
    public BrokerFiles(Database database, Devices devices, Authorities authorities, RevocationLists lists,
            Set<String> nodes, Clock clock) {
        this.database = database;
        this.devices = devices;
        this.authorities = authorities;
        this.lists = lists;
        this.nodes = Set.copyOf(nodes);
        this.clock = clock;
    }

    /// Where the files go.
    ///
    /// @param agents for the built-in broker
    /// @param acl mosquitto's `acl_file`
    /// @param crl mosquitto's `crlfile`: PEM
    /// @param authority trusted authorities, PEM: `cafile` of mosquitto, `authority` of the built-in broker
    public record Places(Path agents, @Nullable Path acl, @Nullable Path crl, @Nullable Path authority) {
        /// All of them in one folder.
        public static Places in(Path folder) {
            return new Places(folder.resolve("agents.json"), folder.resolve("mosquitto.acl"),
                    folder.resolve("crl.pem"), folder.resolve("authority.pem"));
        }
    }

    private record Seen(Map<String, Admitted> agents, Set<String> nodes, List<KeptAuthority> authorities) {}

    /// Writes those that are not as they should be, each in one step, and returns them. Throws [IOException] when a place
    /// cannot be written, `DatabaseException`.
    public List<Path> write(Places places) throws IOException {
        Seen seen = Tenancy.everyone(() -> database.inTransaction(transaction -> {
            Set<String> all = new TreeSet<>(nodes);
            all.addAll(authorities.nodes(transaction, clock.instant()));
            return new Seen(devices.admitted(transaction, clock.instant()), all, lists.all(transaction));
        }));
        var written = new ArrayList<Path>();
        write(places.agents(), agents(seen), written);
        write(places.acl(), acl(seen), written);
        write(places.crl(), crl(seen), written);
        write(places.authority(), authority(seen), written);
        return written;
    }

    private static void write(@Nullable Path file, byte[] content, List<Path> written) throws IOException {
        if (file != null && PlainFile.write(file, content)) {
            written.add(file);
        }
    }

    private record Bound(String tenant, String store, @Nullable Set<String> revoked) {}

    private record AgentsFile(Map<String, Bound> agents) {}

    private static byte[] agents(Seen seen) {
        var bound = new LinkedHashMap<String, Bound>();
        seen.agents.forEach((agent, admitted) -> {
            // The broker takes no file in which a name is both, and would not hear of later revocations.
            if (!seen.nodes.contains(agent)) {
                bound.put(agent, new Bound(admitted.tenant(), admitted.store(),
                        admitted.revoked().isEmpty() ? null : new TreeSet<>(admitted.revoked())));
            }
        });
        return Json.write(new AgentsFile(bound));
    }

    /// mosquitto.conf(5), acl_file: rights of a user are what follows its name, and nobody has any other. Nobody is let in
    /// by the list alone: the user is the common name of a certificate.
    private static byte[] acl(Seen seen) {
        var acl = new StringBuilder("# Written by tillpost central; do not edit.\n");
        for (String node : seen.nodes) {
            acl.append("\nuser ").append(node).append('\n');
            for (String up : List.of("up/#", "hello", "state")) {
                acl.append("topic read tillpost/1/+/").append(up).append('\n');
            }
            acl.append("topic write tillpost/1/+/dn/#\n");
        }
        seen.agents.forEach((agent, admitted) -> {
            if (!admitted.shutOut() && !seen.nodes.contains(agent)) {
                acl.append("\nuser ").append(agent).append('\n');
                for (String topic : new Topics(admitted.store()).fromAgent()) {
                    acl.append("topic write ").append(topic).append('\n');
                }
                for (String topic : new Topics(admitted.store()).toAgent()) {
                    acl.append("topic read ").append(topic).append('\n');
                }
            }
        });
        return acl.toString().getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] crl(Seen seen) {
        return seen.authorities.stream()
                .flatMap(authority -> authority.revocationList().stream())
                .map(crl -> Pem.of("X509 CRL", crl))
                .collect(Collectors.joining())
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] authority(Seen seen) {
        return Pem.ofCertificates(seen.authorities.stream().map(KeptAuthority::certificate).toList())
                .getBytes(StandardCharsets.US_ASCII);
    }
}
