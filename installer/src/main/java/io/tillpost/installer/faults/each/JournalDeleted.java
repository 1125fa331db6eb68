package io.tillpost.installer.faults.each;

import io.tillpost.installer.faults.proxy.Proxy.Line;
import io.tillpost.installer.faults.world.Box;
import io.tillpost.installer.faults.world.World;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// Somebody deletes the journal's files while head office is away. The box takes from its tail mirror and learns from head office
/// what it sold, and no number is given twice.
final class JournalDeleted implements Fault {
    @Override
    public int number() {
        return 25;
    }

    @Override
    public String title() {
        return "journal file deleted by \"support\"";
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
        scene.sell(10);
        scene.awaitDrained(Duration.ofMinutes(2));
        // What is sold now, the tail mirror alone will have.
        scene.box().line().line(Line.CUT);
        scene.sell(5);
        agent.stop();
        Path journal = scene.box().journal();
        for (String end : List.of("", "-wal", "-shm")) {
            Files.deleteIfExists(journal.resolveSibling(journal.getFileName() + end));
        }
        agent.start();
        scene.sell(5);
        scene.box().line().line(Line.GOOD);
        scene.sell(5);
        scene.awaitDrained(Duration.ofMinutes(3));
    }
}
