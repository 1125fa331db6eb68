package io.tillpost.installer.faults.each;

import com.fasterxml.jackson.databind.JsonNode;
import io.tillpost.installer.faults.world.Box;
import io.tillpost.installer.faults.world.Box.Twin;
import io.tillpost.installer.faults.world.HeadOfficeSql;
import io.tillpost.installer.faults.world.Shell;
import io.tillpost.installer.faults.world.World;
import io.tillpost.installer.stage.RestClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/// A second box runs on a copy of the first one's disk, with its name, key and journal. Head office raises an alarm and fences
/// one of the two; both sell on; after the operator's take-overs what either of them sold is at head office.
final class ClonedBox implements Fault {
    @Override
    public int number() {
        return 23;
    }

    @Override
    public String title() {
        return "cloned device image";
    }

    @Override
    public Box box(World world) {
        return world.newBox();
    }

    @Override
    public boolean mayNumberTwice() {
        return true;
    }

    private static final Duration ALARM_WITHIN = Duration.ofMinutes(4);
    private static final Duration STOPPED_WITHIN = Duration.ofMinutes(4);
    private static final Duration DRAINED_WITHIN = Duration.ofMinutes(4);

    @Override
    public void strike(Scene scene) throws IOException {
        Path data = scene.box().data();
        Path copy = data.resolveSibling("clone");
        scene.box().agent().stop();
        Shell.run("cp", "-a", data.toString(), copy.toString());
        scene.box().agent().start();
        scene.sell(3);
        Twin clone = scene.box().clone(copy);
        try {
            clone.agent().start();
            Runnable leaves = scene.tills().join(scene.box().spareTill(), clone.api());
            scene.sell(5);
            var office = new HeadOfficeSql(scene.world());
            scene.awaitThat("head office raises an alarm over a clone", ALARM_WITHIN, () -> office.number(
                    "select count(*) from incident where store = ? and kind = 'agent-clone'",
                    scene.box().store()) > 0);
            scene.awaitThat("one of the two is fenced", STOPPED_WITHIN,
                    () -> isFenced(scene.box().api()) || isFenced(clone.api()));
            boolean cloneIsFenced = isFenced(clone.api());
            scene.say((cloneIsFenced ? "the clone" : "the first box") + " is fenced");
            // Both sell on, whatever head office thinks of them.
            long before = sales(scene.box().api()) + sales(clone.api());
            scene.sell(6);
            UnseenException.unless(sales(scene.box().api()) + sales(clone.api()) > before, "nothing is sold");
            leaves.run();
            bringIn(scene, clone, cloneIsFenced);
        } finally {
            clone.agent().stop();
        }
        takeOver(scene.box().api(), scene, "the first box",
                () -> scene.box().command("take-over", "--lane", "all",
                        "--reason", "the clone is switched off"));
        scene.sell(3);
        scene.awaitDrained(DRAINED_WITHIN);
    }

    /// What the clone sold comes to head office while the first box is off, as the how-to says.
    private static void bringIn(Scene scene, Twin clone, boolean cloneIsFenced) {
        scene.box().agent().stop();
        try {
            if (cloneIsFenced) {
                takeOver(clone.api(), scene, "the clone", () -> clone.command("take-over", "--lane", "all",
                        "--reason", "what it sold is brought in"));
            }
            scene.awaitThat("what the clone sold is at head office", DRAINED_WITHIN,
                    () -> pending(clone.api()) == 0);
        } finally {
            scene.box().agent().start();
        }
    }

    /// A person says that this one is right, once it knows that it is fenced.
    private static void takeOver(RestClient api, Scene scene, String which, Runnable command) {
        scene.awaitThat(which + " knows that it is fenced", STOPPED_WITHIN, () -> isFenced(api));
        command.run();
        scene.awaitThat(which + " is not fenced any more", STOPPED_WITHIN, () -> !isFenced(api));
    }

    private static boolean isFenced(RestClient api) {
        for (JsonNode lane : lanes(api)) {
            if (lane.path("stoppedBecause").asText().contains("fenced")) {
                return true;
            }
        }
        return false;
    }

    private static JsonNode lanes(RestClient api) {
        return api.get("/v1/status").required("sync").required("uplink").required("lanes");
    }

    private static long pending(RestClient api) {
        return api.get("/v1/status").required("sync").required("pending").asLong();
    }

    /// Rows of the lane that sales lie in.
    private static long sales(RestClient api) {
        for (JsonNode head : api.get("/v1/status").required("journal")) {
            if (head.required("journal").required("lane").asText().equals("fin")) {
                return head.required("lastSeq").asLong();
            }
        }
        return 0;
    }
}
