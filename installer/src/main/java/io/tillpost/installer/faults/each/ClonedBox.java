package io.tillpost.installer.faults.each;

import io.tillpost.installer.faults.world.Box;
import io.tillpost.installer.faults.world.HeadOfficeSql;
import io.tillpost.installer.faults.world.Shell;
import io.tillpost.installer.faults.world.World;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/// A second box runs on a copy of the first one's disk, with its name, key and journal. Head office raises an alarm, and what the
/// first one sold is kept.
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
    public boolean mayForget() {
        return true;
    }

    private static final Duration ALARM_WITHIN = Duration.ofMinutes(4);

    @Override
    public void strike(Scene scene) throws IOException {
        Path data = scene.box().data();
        Path copy = data.resolveSibling("clone");
        scene.box().agent().stop();
        Shell.run("cp", "-a", data.toString(), copy.toString());
        scene.box().agent().start();
        scene.sell(3);
        var clone = scene.box().clone(copy);
        var office = new HeadOfficeSql(scene.world());
        try {
            clone.start(Map.of());
            scene.sell(5);
            scene.awaitThat("head office raises an alarm over a clone", ALARM_WITHIN, () -> office.number(
                    "select count(*) from incident where store = ? and kind like '%clone%'",
                    scene.box().store()) > 0);
        } finally {
            clone.stop();
        }
        scene.sell(5);
        scene.awaitDrained(Duration.ofMinutes(4));
    }
}
