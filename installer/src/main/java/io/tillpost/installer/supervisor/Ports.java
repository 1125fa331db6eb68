package io.tillpost.installer.supervisor;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

/// TCP ports of this machine's loopback.
public final class Ports {
    private static final int CONNECT_TIMEOUT_MS = 200;

    private Ports() {}

    /// A port that was free a moment ago.
    public static int free() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new EnvironmentFault("this machine gives no TCP port on loopback: " + e.getMessage(), e);
        }
    }

    /// `wanted` if it is free, else another one.
    public static int preferably(int wanted) {
        return isFree(wanted) ? wanted : free();
    }

    /// `wanted`, which the user asked for; fails with one line if somebody else has it.
    public static int exactly(int wanted, String option) {
        if (!isFree(wanted)) {
            throw new EnvironmentFault("port " + wanted + " is taken by another program; choose another with "
                    + option + ", or leave the option out");
        }
        return wanted;
    }

    /// Whether somebody accepts connections there.
    public static boolean answers(int port) {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_TIMEOUT_MS);
            return true;
        } catch (IOException e) {
            return false;
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
