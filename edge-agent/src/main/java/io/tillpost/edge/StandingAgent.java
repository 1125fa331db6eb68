package io.tillpost.edge;

import io.tillpost.edge.config.AgentConfig;
import io.tillpost.edge.journal.sqlite.SqliteJournal;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/// An agent that gets up again by itself: when its journal takes nothing any more, all of it is closed and started anew,
/// which puts the damaged file aside and goes on from what the mirror, that file and head office have. Tries until it can.
final class StandingAgent implements AutoCloseable {
    private static final Logger LOG = System.getLogger(StandingAgent.class.getName());
    private static final long FIRST_PAUSE_MS = 500;
    private static final long LONGEST_PAUSE_MS = 30_000;

    private final AgentConfig config;
    private final Machine machine;
    private final BlockingQueue<Word> words = new LinkedBlockingQueue<>();
    private final Object gate = new Object();
    private final Thread thread;
    /// Guarded by `gate`.
    private Agent agent;
    /// Guarded by `gate`.
    private boolean closed;

    /// @param folder of the journal that is broken; absent: no more starts
    private record Word(@Nullable Path folder, String why) {}

    private StandingAgent(AgentConfig config, Machine machine) throws IOException {
        this.config = config;
        this.machine = machine;
        this.thread = Thread.ofPlatform().name("agent-stands-up").daemon().unstarted(this::loop);
        this.agent = Agent.start(config, machine, this::broken);
    }

    /// Starts to sell, as [Agent#start] does; the first start is not tried again.
    static StandingAgent start(AgentConfig config, Machine machine) throws IOException {
        var standing = new StandingAgent(config, machine);
        standing.thread.start();
        return standing;
    }

    /// The port of the till's API; stays the same.
    int port() {
        synchronized (gate) {
            return agent.port();
        }
    }

    private void broken(Path folder, String why) {
        words.add(new Word(folder, why));
    }

    private void loop() {
        try {
            for (Word word = words.take(); word.folder != null; word = words.take()) {
                standUp(word.folder, word.why);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void standUp(Path folder, String why) throws InterruptedException {
        AgentConfig samePort = config.at(port());
        LOG.log(Level.ERROR, "the agent starts again, its journal is damaged: {0}", why);
        long pause = FIRST_PAUSE_MS;
        boolean marked = false;
        boolean up = false;
        while (!up) {
            synchronized (gate) {
                if (closed) {
                    return;
                }
                agent.close();
                // The file that a start has put in its place is whole, also if that start fails later on, unless it says so.
                boolean another = words.removeIf(word -> folder.equals(word.folder));
                marked = (marked && !another) || marked(folder, why);
                up = marked && startedAgain(samePort);
            }
            if (!up) {
                Thread.sleep(pause);
                pause = Math.min(LONGEST_PAUSE_MS, pause * 2);
            }
        }
    }

    private static boolean marked(Path folder, String why) {
        try {
            SqliteJournal.markDamaged(folder, why);
            return true;
        } catch (IOException e) {
            LOG.log(Level.ERROR, "that the journal in {0} is damaged cannot be noted: {1}", folder, e);
            return false;
        }
    }

    private boolean startedAgain(AgentConfig samePort) {
        try {
            agent = Agent.start(samePort, machine, this::broken);
            return true;
        } catch (IOException | RuntimeException | Error e) {
            // Also for want of memory: nobody else would start it again.
            LOG.log(Level.ERROR, "the agent cannot start again yet: {0}", String.valueOf(e));
            return false;
        }
    }

    /// Stops for good.
    @Override
    public void close() {
        words.add(new Word(null, ""));
        synchronized (gate) {
            closed = true;
            agent.close();
        }
    }
}
