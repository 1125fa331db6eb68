package io.tillpost.installer.faults.each;

import io.tillpost.installer.faults.world.Box;
import io.tillpost.installer.faults.world.Shell;
import io.tillpost.installer.faults.world.World;
import io.tillpost.installer.stage.Pause;
import java.io.File;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// strace makes the agent's next syncs fail as a dying disk does. The agent must not trust what it holds in memory: it stops taking
/// sales, and goes on with a journal that it has read afresh.
final class InputOutputError implements Fault {
    @Override
    public int number() {
        return 21;
    }

    @Override
    public String title() {
        return "EIO on fsync or write";
    }

    @Override
    public Box box(World world) {
        return world.newBox();
    }

    @Override
    public boolean mayForget() {
        return true;
    }

    private static final Duration ATTACHED_WITHIN = Duration.ofSeconds(20);
    private static final Duration RECOVERS_WITHIN = Duration.ofMinutes(2);

    @Override
    public Optional<String> missing() {
        return Shell.works("strace", "-V") ? Optional.empty() : Optional.of("strace is missing");
    }

    @Override
    public void strike(Scene scene) throws IOException {
        var agent = scene.box().agent();
        int before = scene.tills().count();
        File log = scene.box().folder().resolve("strace.log").toFile();
        Process strace = new ProcessBuilder("strace", "-f", "-p", Long.toString(agent.pid()), "-e",
                "trace=fsync,fdatasync", "-e", "inject=fsync,fdatasync:error=EIO")
                .redirectErrorStream(true).redirectOutput(log).start();
        scene.awaitThat("a sync failed", ATTACHED_WITHIN, () -> said(log, "EIO"));
        Pause.of(scene.millis(200, 2_000));
        strace.destroy();
        try {
            if (!strace.waitFor(20, TimeUnit.SECONDS)) {
                strace.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        scene.say("the agent was answered EIO after " + (scene.tills().count() - before) + " more sales");
        // By itself: nobody starts it again.
        scene.tills().awaitMore(5, RECOVERS_WITHIN);
        UnseenException.unless(agent.isAlive(), "the agent ended");
        scene.awaitDrained(Duration.ofMinutes(3));
    }

    private static boolean said(File log, String word) {
        try {
            return java.nio.file.Files.readString(log.toPath()).contains(word);
        } catch (IOException e) {
            return false;
        }
    }
}
