package io.tillpost.edge;

import io.tillpost.edge.config.AgentConfig;
import io.tillpost.edge.config.HeadOfficeUrl;
import io.tillpost.edge.enrolment.BoxIdentity;
import io.tillpost.edge.enrolment.Enrolment;
import io.tillpost.edge.enrolment.EnrolmentException;
import io.tillpost.edge.enrolment.IdentityStatus;
import io.tillpost.edge.file.DurableFile;
import io.tillpost.protocol.broker.BrokerAddress;
import io.tillpost.protocol.enrol.EnrolmentCode;
import io.tillpost.protocol.enrol.EnrolmentReply;
import io.tillpost.protocol.enrol.EnrolmentRequest;
import io.tillpost.protocol.json.Json;
import io.tillpost.protocol.json.MalformedJsonException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `tillpost agent enrol`, `enrol-request`, `enrol-accept` and `identity`. A running agent takes up what they store.
final class EnrolCommands {
    private EnrolCommands() {}

    /// Adds them.
    ///
    /// @param input where codes come from
    static CommandLine addTo(CommandLine agent, Machine machine, InputStream input) {
        return agent.addSubcommand(new Enrol(machine, input))
                .addSubcommand(new Request(machine, input))
                .addSubcommand(new Accept(machine))
                .addSubcommand(new Show(machine));
    }

    /// Which box.
    private abstract static class Task implements Callable<Integer> {
        private final Machine machine;

        @Option(names = "--config", required = true, paramLabel = "FILE", description = "The agent's configuration.")
        private Path config = Path.of("");

        @CommandLine.Spec
        private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

        Task(Machine machine) {
            this.machine = machine;
        }

        Box box() throws Exception {
            return Box.of(AgentConfig.load(config), machine);
        }

        Enrolment enrolment(Box box) {
            return new Enrolment(box.identities(), box.desks(), box.time(), machine.secure());
        }

        void say(String line) {
            spec.commandLine().getOut().println(line);
            spec.commandLine().getOut().flush();
        }

        void prompt(String text) {
            spec.commandLine().getErr().print(text);
            spec.commandLine().getErr().flush();
        }

        CommandLine.ParameterException misused(IllegalArgumentException why) {
            return new CommandLine.ParameterException(spec.commandLine(), String.valueOf(why.getMessage()),
                    why);
        }

        URI url(String text) {
            try {
                return HeadOfficeUrl.checked("--url", text);
            } catch (IllegalArgumentException e) {
                throw misused(e);
            }
        }

        int enrolled(BoxIdentity identity) {
            say("enrolled " + identity.reply().agent() + " of store " + identity.reply().store()
                    + ", certificate " + identity.serial() + " until " + identity.validUntil());
            return CommandLine.ExitCode.OK;
        }
    }

    /// Where the code is read.
    private abstract static class WithCode extends Task {
        private static final String STANDARD_INPUT = "-";
        private final InputStream input;

        @Parameters(arity = "0..1", paramLabel = "CODE", defaultValue = STANDARD_INPUT, description = "The code from head office. Left out or -: the first line of standard input, which others on this machine cannot see.")
        private String code = STANDARD_INPUT;

        @Option(names = "--again", description = "Enrols a box that is enrolled already.")
        private boolean again;

        WithCode(Machine machine, InputStream input) {
            super(machine);
            this.input = input;
        }

        boolean again() {
            return again;
        }

        EnrolmentCode code() throws IOException {
            String typed = code;
            if (typed.equals(STANDARD_INPUT)) {
                prompt("code: ");
                typed = new BufferedReader(new InputStreamReader(input, StandardCharsets.UTF_8)).readLine();
                if (typed == null) {
                    throw new EnrolmentException("no code on standard input, expected one line");
                }
            }
            try {
                return EnrolmentCode.parse(typed);
            } catch (IllegalArgumentException e) {
                throw new EnrolmentException(e.getMessage() + "; type it again as head office shows it");
            }
        }
    }

    @Command(name = "enrol", description = "Makes this box one that head office knows. The code is the first line of standard input.", mixinStandardHelpOptions = true)
    private static final class Enrol extends WithCode {
        @Option(names = "--url", required = true, paramLabel = "URL", description = "Head office's API, https://HOST[:PORT].")
        private String url = "";

        @Option(names = "--ca-only", description = "Only shows head office's authority, compared with the code, as PEM; the code stays good.")
        private boolean caOnly;

        Enrol(Machine machine, InputStream input) {
            super(machine, input);
        }

        @Override
        public Integer call() throws Exception {
            URI place = url(url);
            Box box = box();
            Enrolment enrolment = enrolment(box);
            if (caOnly) {
                say(pem(enrolment.authority(code(), place)));
                return CommandLine.ExitCode.OK;
            }
            enrolment.mayBegin(again());
            return enrolled(enrolment.enrol(code(), place, box.configured()));
        }
    }

    @Command(name = "enrol-request", description = "Writes what a box without a way to head office asks there. The code is the first line of standard input.", mixinStandardHelpOptions = true)
    private static final class Request extends WithCode {
        @Option(names = "--out", required = true, paramLabel = "FILE", description = "The request; whoever has it within 15 minutes can be this box.")
        private Path out = Path.of("");

        @Option(names = "--url", paramLabel = "URL", description = "Head office's API, where the box will get later certificates.")
        private @Nullable String url;

        @Option(names = "--renew", description = "Asks for the next certificate of an enrolled box; needs no code.")
        private boolean renew;

        Request(Machine machine, InputStream input) {
            super(machine, input);
        }

        @Override
        public Integer call() throws Exception {
            URI place = url == null ? null : url(url);
            Enrolment enrolment = enrolment(box());
            byte[] request = Json.write(renew ? enrolment.renewal() : first(enrolment, place));
            try (var channel = DurableFile.create(out)) {
                DurableFile.write(channel, ByteBuffer.wrap(request));
            } catch (FileAlreadyExistsException e) {
                throw new EnrolmentException(out + " is there already, expected a new file");
            }
            return wrote();
        }

        private EnrolmentRequest first(Enrolment enrolment, @Nullable URI place) throws IOException {
            enrolment.mayBegin(again());
            return enrolment.request(code(), place);
        }

        private int wrote() {
            say("wrote " + out + "; have it signed at head office, then run: tillpost agent enrol-accept");
            return CommandLine.ExitCode.OK;
        }
    }

    @Command(name = "enrol-accept", description = "Stores head office's reply to enrol-request.", mixinStandardHelpOptions = true)
    private static final class Accept extends Task {
        @Parameters(paramLabel = "FILE", description = "Head office's reply.")
        private Path reply = Path.of("");

        Accept(Machine machine) {
            super(machine);
        }

        @Override
        public Integer call() throws Exception {
            Box box = box();
            try {
                return enrolled(enrolment(box).accept(
                        Json.readOfNewer(Files.readAllBytes(reply), EnrolmentReply.class), box.configured()));
            } catch (MalformedJsonException e) {
                throw new EnrolmentException(
                        reply + " is no reply of head office: '" + e.pointer() + "' " + e.getMessage());
            }
        }
    }

    @Command(name = "identity", description = "Shows who this box is to head office.", mixinStandardHelpOptions = true)
    private static final class Show extends Task {
        @Option(names = "--json", description = "For programs.")
        private boolean json;

        /// @param authority SHA-256 of head office's authority
        private record View(IdentityStatus identity, String tenant, String authority, @Nullable URI url,
                String brokerHost, int brokerPort) {}

        Show(Machine machine) {
            super(machine);
        }

        @Override
        public Integer call() throws Exception {
            Box box = box();
            BoxIdentity held = box.identities().required();
            var status = IdentityStatus.of(held, box.time().instant(), null);
            if (json) {
                say(Json.writePretty(new View(status, held.reply().tenant(),
                        Enrolment.fingerprint(held.authority()), held.url(), held.reply().brokerHost(),
                        held.reply().brokerPort())));
                return CommandLine.ExitCode.OK;
            }
            say("agent        " + status.agent());
            say("store        " + status.store() + " of tenant " + held.reply().tenant());
            say("certificate  " + status.serial());
            say("valid until  " + status.validUntil() + " (" + status.daysLeft() + " days)");
            say("renewal due  " + status.renewalDue());
            say("state        " + status.state());
            say("key          SHA-256 " + status.keyId());
            say("authority    " + Enrolment.fingerprint(held.authority()));
            say("broker       " + held.reply()
                    .allBrokers()
                    .stream()
                    .map(BrokerAddress::toString)
                    .collect(Collectors.joining(", ")));
            say("head office  " + (held.url() == null ? "by files" : held.url()));
            return CommandLine.ExitCode.OK;
        }
    }

    private static String pem(X509Certificate certificate) throws CertificateEncodingException {
        var lines = Base64.getMimeEncoder(64, new byte[]{'\n'});
        return "-----BEGIN CERTIFICATE-----\n" + lines.encodeToString(certificate.getEncoded())
                + "\n-----END CERTIFICATE-----";
    }
}
