package io.tillpost.installer.faults.each;

import io.tillpost.installer.faults.world.HeadOfficeSql;
import io.tillpost.installer.faults.world.Shell;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/// Head office's database is that of a while ago again, with its epoch raised. Boxes send once more what it
/// forgot.
final class CentralRestored implements Fault {
    @Override
    public int number() {
        return 24;
    }

    @Override
    public String title() {
        return "head office restored from backup";
    }

    @Override
    public void strike(Scene scene) throws IOException {
        var world = scene.world();
        Path data = world.postgresData();
        Path backup = data.resolveSibling("backup");
        world.node().stop();
        world.stopPostgres();
        Shell.run("cp", "-a", data.toString(), backup.toString());
        world.startPostgresAgain();
        world.node().start();
        scene.sell(10);
        scene.awaitDrained(Duration.ofMinutes(2));
        world.node().stop();
        world.stopPostgres();
        Shell.run("rm", "-rf", data.toString());
        Shell.run("mv", backup.toString(), data.toString());
        world.startPostgresAgain();
        var _ = new HeadOfficeSql(world).change("update central_epoch set epoch = epoch + 1");
        scene.sell(3);
        world.node().start();
        scene.sell(5);
        scene.awaitDrained(Duration.ofMinutes(3));
    }
}
