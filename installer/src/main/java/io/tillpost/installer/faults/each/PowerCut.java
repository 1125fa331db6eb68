package io.tillpost.installer.faults.each;

import io.tillpost.installer.faults.world.Box;
import io.tillpost.installer.faults.world.Mounts;
import io.tillpost.installer.faults.world.World;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The box's disk is a file system of its own. The agent is stopped in the middle of its work, the disk is copied as it lies
/// there, the agent killed, and the copy takes the disk's place: what was not synced is gone.
final class PowerCut implements Fault {
    @Override
    public int number() {
        return 4;
    }

    @Override
    public String title() {
        return "power cut of the box";
    }

    private @Nullable Mounts disk;

    @Override
    public Optional<String> missing() {
        return Mounts.missing();
    }

    @Override
    public Box box(World world) throws IOException {
        String store = world.nextStore();
        Mounts mounted = Mounts.make(world.folder(store));
        disk = mounted;
        return world.newBox(store, mounted.folder().resolve("data"));
    }

    @Override
    public void clear() {
        Mounts mounted = disk;
        disk = null;
        if (mounted != null) {
            mounted.close();
        }
    }

    @Override
    public void strike(Scene scene) throws IOException {
        Mounts mounted = Objects.requireNonNull(disk, "no disk");
        var agent = scene.box().agent();
        for (int i = 0; i < 3; i++) {
            scene.sell(scene.between(3, 12));
            scene.during(scene.millis(0, 400));
            agent.pause();
            mounted.cutPower(agent::kill);
            agent.start();
        }
    }
}
