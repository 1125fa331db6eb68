package io.tillpost.central.broker;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.HexFormat;

/// Runs the broker until the process is told to end. Prints `listening on HOST:PORT` when clients can come, before that
/// `waiting …` while another node of its cluster serves. Exit status 1 when it cannot start or cannot go on.
public final class BrokerMain {
    private static final int SECRET_BYTES = 32;

    private BrokerMain() {}

    /// Runs with the configuration file that is the only argument, and never returns.
    public static void main(String[] args) throws InterruptedException {
        // RFC 9325, 3.5: nobody but an attacker renegotiates; the JDK reads this with its first handshake.
        System.setProperty("jdk.tls.rejectClientInitiatedRenegotiation", "true");
        if (args.length != 1) {
            System.err.println("usage: BrokerMain CONFIG.json");
            System.exit(2);
        }
        try {
            run(BrokerConfig.read(Path.of(args[0])));
        } catch (IOException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    private static void run(BrokerConfig config) throws IOException, InterruptedException {
        byte[] secret = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(secret);
        var broker = Broker.start(config, Clock.systemUTC(), HexFormat.of().formatHex(secret));
        Runtime.getRuntime().addShutdownHook(new Thread(broker::close, "shutdown"));
        var state = broker.state();
        while (state != Broker.State.ENDED) {
            System.out.println(state == Broker.State.SERVING || config.cluster() == null
                    ? "listening on " + config.host() + ":" + broker.port()
                    : "waiting: another node of cluster " + config.cluster().name() + " may serve");
            state = broker.awaitOther(state);
        }
        // Without effect while the process ends anyway; else whoever looks after it starts it again.
        System.exit(1);
    }
}
