package io.tillpost.installer.supervisor;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Chooses TCP ports on loopback for programs that listen on them only seconds later. Chosen ones are claimed by a locked
/// file until [#close], so that two supervisors on one machine never choose the same.
public final class Ports implements AutoCloseable {
    private static final int TRIES = 20;

    private final Path folder;
    private final List<FileChannel> claims = new ArrayList<>();

    /// @param folder where all supervisors of this machine lay their claims, e.g. the temporary folder
    public Ports(Path folder) {
        this.folder = folder;
    }

    /// A port that nobody has.
    public int free() {
        for (int i = 0; i < TRIES; i++) {
            int port = anyFree();
            if (claim(port)) {
                return port;
            }
        }
        throw new EnvironmentFault("this machine has no free TCP port on loopback");
    }

    /// `wanted` if nobody has it, else another one.
    public int preferably(int wanted) {
        return isFree(wanted) && claim(wanted) ? wanted : free();
    }

    /// `wanted`, which the user asked for; fails with one line if somebody else has it.
    public int exactly(int wanted, String option) {
        if (!isFree(wanted) || !claim(wanted)) {
            throw new EnvironmentFault("port " + wanted + " is taken by another program; choose another with "
                    + option + ", or leave the option out");
        }
        return wanted;
    }

    /// Gives all claims back.
    @Override
    public void close() {
        for (FileChannel claim : claims) {
            try {
                claim.close();
            } catch (IOException e) {
                throw new EnvironmentFault("cannot give back a claim of a port: " + e.getMessage(), e);
            }
        }
        claims.clear();
    }

    private boolean claim(int port) {
        FileChannel channel = null;
        try {
            channel = FileChannel.open(folder.resolve("tillpost-port-" + port + ".claim"),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock();
            if (lock != null) {
                claims.add(channel);
                return true;
            }
        } catch (IOException | OverlappingFileLockException e) {
            // Another supervisor's, or another user's.
        }
        closeQuietly(channel);
        return false;
    }

    private static void closeQuietly(@Nullable FileChannel channel) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            System.getLogger(Ports.class.getName()).log(System.Logger.Level.DEBUG, "claim not closed", e);
        }
    }

    private static int anyFree() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new EnvironmentFault("this machine gives no TCP port on loopback: " + e.getMessage(), e);
        }
    }

    private static boolean isFree(int port) {
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
