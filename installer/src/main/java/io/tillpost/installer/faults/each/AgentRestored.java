package io.tillpost.installer.faults.each;

import io.tillpost.installer.faults.proxy.Proxy.Line;
import io.tillpost.installer.faults.world.Box;
import io.tillpost.installer.faults.world.Shell;
import io.tillpost.installer.faults.world.World;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/// The box's data are those of a while ago again, first by the agent's own backup, then by an image of its disk. It learns what
/// it forgot from the tail mirror and from head office, and no receipt number is given twice.
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
        return world.newBoxWithMirrorElsewhere();
    }

    @Override
    public boolean mayForget() {
        return true;
    }

    private static final Duration DIES_WITHIN = Duration.ofMinutes(2);

    @Override
    public void strike(Scene scene) throws IOException {
        byCommand(scene);
        byImage(scene);
    }

    /// `agent backup` and `agent restore`, while head office is away: some sales are in the tail mirror alone.
    private static void byCommand(Scene scene) {
        var agent = scene.box().agent();
        String backup = scene.box().folder().resolve("journal.backup").toString();
        scene.box().command("backup", "--to", backup);
        scene.sell(10);
        scene.awaitDrained(Duration.ofMinutes(2));
        scene.box().line().line(Line.CUT);
        scene.sell(4);
        agent.stop();
        scene.box().command("restore", backup);
        agent.start();
        scene.sell(5);
        scene.box().line().line(Line.GOOD);
        scene.sell(3);
        scene.awaitDrained(Duration.ofMinutes(3));
    }

    /// The disk's image of a while ago; the mirror is on another disk. The agent ends once while it makes new journals.
    private static void byImage(Scene scene) throws IOException {
        var agent = scene.box().agent();
        Path data = scene.box().data();
        Path backup = data.resolveSibling("backup");
        agent.stop();
        Shell.run("cp", "-a", data.toString(), backup.toString());
        agent.start();
        scene.sell(10);
        scene.awaitDrained(Duration.ofMinutes(2));
        agent.stop();
        Shell.run("rm", "-rf", data.toString());
        Shell.run("mv", backup.toString(), data.toString());
        String failpoint = "fork.before-commit:" + scene.between(1, 6);
        scene.say(failpoint);
        agent.launchFailingAt(failpoint);
        agent.awaitEnd(DIES_WITHIN);
        agent.start();
        scene.sell(8);
        scene.awaitDrained(Duration.ofMinutes(3));
    }
}
