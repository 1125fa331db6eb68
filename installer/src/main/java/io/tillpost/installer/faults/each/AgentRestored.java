package io.tillpost.installer.faults.each;

import io.tillpost.installer.faults.world.Box;
import io.tillpost.installer.faults.world.Shell;
import io.tillpost.installer.faults.world.World;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/// The box's data are those of a while ago again, and head office knows more. It learns what it forgot, and no receipt number is
/// given twice.
final class AgentRestored implements Fault {
    @Override
    public int number() {
        return 22;
    }

    @Override
    public String title() {
        return "agent restored from an old backup";
    }

    @Override
    public Box box(World world) {
        return world.newBox();
    }

    @Override
    public boolean mayForget() {
        return true;
    }

    @Override
    public void strike(Scene scene) throws IOException {
        var agent = scene.box().agent();
        Path data = scene.box().data();
        Path backup = data.resolveSibling("backup");
        agent.stop();
        Shell.run("cp", "-a", data.toString(), backup.toString());
        agent.start();
        scene.sell(15);
        scene.awaitDrained(Duration.ofMinutes(2));
        agent.stop();
        Shell.run("rm", "-rf", data.toString());
        Shell.run("mv", backup.toString(), data.toString());
        agent.start();
        scene.sell(8);
        scene.awaitDrained(Duration.ofMinutes(3));
    }
}
