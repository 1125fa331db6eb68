package io.tillpost.installer.faults.each;

import io.tillpost.installer.faults.world.Box;
import io.tillpost.installer.faults.world.World;
import io.tillpost.installer.stage.RestClient.Request;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// The broker binds the box to another store, then lives forty days ahead so that the box's certificate is out of date, then the
/// certificate is revoked and the box enrolled again. The store sells through all of it.
final class BadCertificate implements Fault {
    @Override
    public int number() {
        return 16;
    }

    @Override
    public String title() {
        return "certificate expired, revoked, ACL mistake";
    }

    private static final Duration NOTICED_WITHIN = Duration.ofMinutes(2);
    private static final Duration DRAINED_WITHIN = Duration.ofMinutes(3);

    @Override
    public Optional<String> leftOut() {
        return ClockSteps.library().isPresent()
                ? Optional.empty()
                : Optional.of("expiry: libfaketime is missing");
    }

    @Override
    public Box box(World world) {
        return world.newBox();
    }

    @Override
    public void strike(Scene scene) throws IOException {
        wrongBinding(scene);
        outOfDate(scene);
        revoked(scene);
    }

    private static void wrongBinding(Scene scene) throws IOException {
        Path agents = scene.world().brokerAgents();
        String store = "\"" + scene.box().store() + "\"";
        // Head office writes the file anew every two seconds; that also mends it when it is back.
        scene.awaitThat(agents + " names " + store, NOTICED_WITHIN, () -> read(agents).contains(store));
        scene.world().node().stop();
        Files.write(agents,
                read(agents).replace(store, "\"elsewhere-1\"").getBytes(StandardCharsets.UTF_8));
        awaitBacklog(scene, "bound to another store");
        scene.world().node().start();
        scene.awaitDrained(DRAINED_WITHIN);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void outOfDate(Scene scene) throws IOException {
        Optional<Path> library = ClockSteps.library();
        if (library.isEmpty()) {
            scene.say("without libfaketime no certificate gets out of date here");
            return;
        }
        Path time = scene.box().folder().resolve("broker-time");
        Files.writeString(time, "+40d");
        var broker = scene.world().broker();
        broker.stop();
        broker.start(ClockSteps.faked(library.get(), time));
        awaitBacklog(scene, "out of date");
        broker.stop();
        broker.start();
        scene.awaitDrained(DRAINED_WITHIN);
    }

    private static void revoked(Scene scene) {
        var _ = scene.world().office().send(Request.json("POST",
                "/v1/devices/" + scene.box().agentName() + "/revocation", Map.of("reason", "key-compromise"),
                scene.world().ids().next().toString()));
        awaitBacklog(scene, "revoked");
        scene.box().agent().stop();
        scene.box().enrolAgain();
        scene.box().agent().start();
        scene.awaitDrained(DRAINED_WITHIN);
    }

    private static void awaitBacklog(Scene scene, String why) {
        scene.awaitThat("the box is kept out: " + why, NOTICED_WITHIN,
                () -> !scene.box().status().required("sync").required("connected").asBoolean());
        scene.sell(6);
        UnseenException.unless(scene.box().status().required("sync").required("pending").asLong() > 0,
                "something came through though the box is " + why);
    }
}
