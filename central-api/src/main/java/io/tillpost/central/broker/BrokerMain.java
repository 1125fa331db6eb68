package io.tillpost.central.broker;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.HexFormat;
import java.util.concurrent.CountDownLatch;

/// Runs the broker until the process is told to end. Prints `listening on HOST:PORT` when clients can come.
public final class BrokerMain {
    private static final int SECRET_BYTES = 32;

    private BrokerMain() {}

    /// Runs with the configuration file that is the only argument, and returns when the process is told to end.
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
        System.out.println("listening on " + config.host() + ":" + broker.port());
        new CountDownLatch(1).await();
    }
}
