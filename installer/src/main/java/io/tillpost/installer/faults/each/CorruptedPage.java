package io.tillpost.installer.faults.each;

import io.tillpost.installer.faults.proxy.Proxy.Line;
import io.tillpost.installer.faults.world.Box;
import io.tillpost.installer.faults.world.World;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/// The agent is killed; bytes in the middle of its journal change, and the tail of the write-ahead log is torn off. It has to find
/// that out, set the damaged file aside and go on in a new journal.
final class CorruptedPage implements Fault {
    @Override
    public int number() {
        return 20;
    }

    @Override
    public String title() {
        return "corrupted page, torn write-ahead log";
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
        Path journal = scene.box().journal();
        scene.sell(20);
        agent.kill();
        tear(journal.resolveSibling(journal.getFileName() + "-wal"), scene.between(1, 4_000));
        agent.start();
        scene.sell(5);
        scene.box().line().line(Line.CUT);
        scene.sell(5);
        // All of it lies in the file itself, and the log is short, when the agent dies.
        agent.stop();
        agent.start();
        scene.sell(2);
        agent.kill();
        damage(journal, scene);
        agent.start();
        scene.sell(5);
        scene.awaitThat("the damaged file is put aside", Duration.ofMinutes(1),
                () -> isAside(scene.box().data()));
        scene.box().line().line(Line.GOOD);
        scene.awaitDrained(Duration.ofMinutes(3));
    }

    private static boolean isAside(Path data) {
        try (var entries = Files.newDirectoryStream(data, "damaged-*")) {
            return entries.iterator().hasNext();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void tear(Path log, int bytes) throws IOException {
        if (!Files.exists(log)) {
            return;
        }
        try (var file = new RandomAccessFile(log.toFile(), "rw")) {
            // A torn frame: what stood in it was not synced yet, so nobody was told of it.
            long length = file.length();
            file.setLength(length + bytes);
            file.seek(length);
            file.write(new byte[bytes]);
        }
    }

    private static void damage(Path journal, Scene scene) throws IOException {
        try (var file = new RandomAccessFile(journal.toFile(), "rw")) {
            long pages = file.length() / 4_096;
            for (long page = pages / 3; page < pages; page++) {
                file.seek(page * 4_096 + 100 + scene.random().nextInt(3_000));
                file.write(0xA5);
                file.write(0x5A);
            }
        }
    }
}
