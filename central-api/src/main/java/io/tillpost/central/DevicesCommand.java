package io.tillpost.central;

import io.tillpost.central.enrolment.EnrolmentCodes;
import io.tillpost.central.enrolment.MalformedRequestException;
import io.tillpost.central.enrolment.Outcome;
import io.tillpost.central.enrolment.RevocationReason;
import io.tillpost.central.enrolment.Revocations;
import io.tillpost.central.enrolment.ShownDevice;
import io.tillpost.central.enrolment.file.BrokerFiles;
import io.tillpost.central.enrolment.file.PlainFile;
import io.tillpost.central.http.Page;
import io.tillpost.protocol.enrol.EnrolmentRequest;
import io.tillpost.protocol.enrol.RenewalRequest;
import io.tillpost.protocol.json.Json;
import io.tillpost.protocol.json.MalformedJsonException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `tillpost central devices ...`: the boxes in the stores. Results are one JSON object a line.
@Command(name = "devices", description = "The boxes in the stores.", mixinStandardHelpOptions = true, synopsisSubcommandLabel = "COMMAND")
final class DevicesCommand {
    /// Who did it, where nobody has a token.
    private static final String BY = "command line";

    private DevicesCommand() {}

    static CommandLine commandLine(Machine machine) {
        return new CommandLine(new DevicesCommand())
                .addSubcommand(new Code(machine))
                .addSubcommand(new ListAll(machine))
                .addSubcommand(new Revoke(machine))
                .addSubcommand(new Sign(machine))
                .addSubcommand(new WriteBrokerFiles(machine));
    }

    /// A code, seen here and never again.
    record ShownCode(String code, Instant expiresAt, String agent) {}

    @Command(name = "code", description = "Makes a code that brings a box in, once, within 15 minutes.", mixinStandardHelpOptions = true)
    private static final class Code extends AuthorityCommand.Base {
        @Option(names = "--store", required = true, description = "The store that the box is for.")
        private String store = "";

        @Option(names = "--agent", required = true, description = "The box's name, unique in this installation.")
        private String agent = "";

        Code(Machine machine) {
            super(machine);
        }

        @Override
        void run(AuthorityCommand.Room room) throws Exception {
            var devices = room.devices();
            var codes = devices.codes();
            var made = room.database().inTransaction(transaction -> {
                String tenant = devices.stores().named(transaction, store).map(found -> found.tenant())
                        .orElse("");
                var answer = codes.make(transaction, tenant, store, agent,
                        new EnrolmentCodes.Asker(BY, true));
                if (answer instanceof EnrolmentCodes.Made.Code(_, _, var withdrawn)) {
                    trail().done(transaction, tenant, "createEnrolmentCode",
                            touched(agent, store, withdrawn));
                }
                return answer;
            });
            switch (made) {
                case EnrolmentCodes.Made.Code(var code, var expiresAt, _) ->
                    print(new ShownCode(code.text(), expiresAt, agent));
                case EnrolmentCodes.Made.NoStore() -> throw new StartException("no store '" + store + "'");
                case EnrolmentCodes.Made.AgentTaken(var detail) -> throw new StartException(detail);
            }
        }
    }

    /// As the API's row has it.
    private static String[] touched(String agent, String store, Set<String> withdrawn) {
        return Stream.concat(Stream.of("agent:" + agent, "store:" + store), withdrawn.stream()
                .filter(other -> !other.equals(store))
                .map(other -> "store:" + other)).toArray(String[]::new);
    }

    @Command(name = "list", description = "Shows a tenant's boxes.", mixinStandardHelpOptions = true)
    private static final class ListAll extends AuthorityCommand.Base {
        @Option(names = "--tenant", required = true, description = "Whose boxes.")
        private String tenant = "";

        ListAll(Machine machine) {
            super(machine);
        }

        @Override
        void run(AuthorityCommand.Room room) {
            String after = "";
            List<ShownDevice> page;
            do {
                String from = after;
                page = room.database()
                        .inTransaction(transaction -> room.devices().devices()
                                .list(transaction, tenant, null, from, Page.MAX_LIMIT))
                        .stream()
                        .map(device -> ShownDevice.of(device, machine.clock().instant()))
                        .toList();
                page.forEach(this::print);
                after = page.isEmpty() ? "" : page.getLast().agent();
            } while (page.size() == Page.MAX_LIMIT);
        }
    }

    @Command(name = "revoke", description = "Takes a box's certificates back.", mixinStandardHelpOptions = true)
    private static final class Revoke extends AuthorityCommand.Base {
        @Option(names = "--agent", required = true, description = "The box's name.")
        private String agent = "";

        @Option(names = "--reason", required = true, description = "unspecified, key-compromise, superseded or cessation-of-operation.")
        private String reason = "";

        Revoke(Machine machine) {
            super(machine);
        }

        @Override
        void run(AuthorityCommand.Room room) throws Exception {
            RevocationReason why = RevocationReason.of(reason)
                    .orElseThrow(() -> new StartException("--reason is '" + reason + "', expected one of "
                            + Arrays.stream(RevocationReason.values())
                                    .map(RevocationReason::word)
                                    .toList()));
            var devices = room.devices();
            var revoked = room.database()
                    .inTransaction(transaction -> devices.devices()
                            .tenantOf(transaction, agent)
                            .flatMap(tenant -> {
                                var answer = devices.revocations()
                                        .revoke(transaction, tenant, agent, why,
                                                new EnrolmentCodes.Asker(BY, true))
                                        .map(Revocations.Revoked::device);
                                answer.ifPresent(_ -> trail().done(transaction, tenant, "revokeDevice",
                                        "agent:" + agent));
                                return answer;
                            }));
            print(ShownDevice.of(revoked.orElseThrow(() -> new StartException("no box '" + agent + "'")),
                    machine.clock().instant()));
        }
    }

    @Command(name = "sign", description = "Answers a box that has no line: the file of its request, the file of the reply.", mixinStandardHelpOptions = true)
    private static final class Sign extends AuthorityCommand.Base {
        private static final int MOST_BYTES = 32 * 1024;

        @Parameters(paramLabel = "REQUEST.json", description = "What the box has written.")
        private Path request = Path.of("");

        @Option(names = "--out", required = true, paramLabel = "REPLY.json", description = "What the box takes in.")
        private Path out = Path.of("");

        Sign(Machine machine) {
            super(machine);
        }

        @Override
        void run(AuthorityCommand.Room room) throws Exception {
            if (room.devices().desk() == null) {
                throw new StartException("the configuration has no part 'enrolment', expected one");
            }
            if (Files.size(request) > MOST_BYTES) {
                throw new StartException(request + " has " + Files.size(request) + " bytes, expected at most "
                        + MOST_BYTES);
            }
            byte[] json = Files.readAllBytes(request);
            boolean isNew = isFirst(json);
            Outcome outcome = OneTransaction.of(room.database(), transaction -> {
                Outcome answer = answer(room.in(transaction), json, isNew);
                String operation = isNew ? "enrolDevice" : "renewDevice";
                switch (answer) {
                    case Outcome.Issued(var reply) -> trail().done(transaction, reply.tenant(), operation,
                            "agent:" + reply.agent(), "store:" + reply.store());
                    case Outcome.Refused _ -> trail().refused(transaction, operation);
                }
                return answer;
            });
            switch (outcome) {
                case Outcome.Issued(var reply) -> {
                    PlainFile.write(out, Json.write(reply));
                    print(new Signed(reply.agent(), reply.store(), reply.renewAfter()));
                }
                case Outcome.Refused(var why, var detail) ->
                    throw new StartException(request + " is refused (" + why + "): " + detail);
            }
        }

        private boolean isFirst(byte[] json) throws StartException {
            try {
                return Json.readTree(json).has("code");
            } catch (MalformedJsonException e) {
                throw new StartException(request + ": " + e.pointer() + " " + e.getMessage());
            }
        }

        private Outcome answer(DeviceRoom devices, byte[] json, boolean isNew) throws StartException {
            var desk = Objects.requireNonNull(devices.desk(), "desk");
            try {
                return isNew
                        ? desk.enrolment().enrol(Json.read(json, EnrolmentRequest.class))
                        : desk.renewals().renew(Json.read(json, RenewalRequest.class));
            } catch (MalformedJsonException e) {
                throw new StartException(request + ": " + e.pointer() + " " + e.getMessage());
            } catch (MalformedRequestException e) {
                throw new StartException(request + ": " + e.pointer() + " " + e.reason());
            }
        }
    }

    /// Who was answered.
    record Signed(String agent, String store, Instant renewAfter) {}

    @Command(name = "broker-files", description = "Writes who may come to the broker: agents.json, mosquitto.acl, crl.pem, authority.pem.", mixinStandardHelpOptions = true)
    private static final class WriteBrokerFiles extends AuthorityCommand.Base {
        @Option(names = "--out", required = true, paramLabel = "DIR", description = "Folder, made if it is not there.")
        private Path out = Path.of("");

        WriteBrokerFiles(Machine machine) {
            super(machine);
        }

        @Override
        void run(AuthorityCommand.Room room) throws Exception {
            Files.createDirectories(out);
            var files = room.devices().brokerFiles();
            print(new Written(files.write(BrokerFiles.Places.in(out)).stream().map(Path::toString).toList()));
        }
    }

    /// Files that were not as they should be.
    record Written(List<String> written) {}
}
