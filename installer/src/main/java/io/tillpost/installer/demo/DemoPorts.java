package io.tillpost.installer.demo;

/// The TCP ports of one demo, all on loopback.
record DemoPorts(int postgres, int broker, int central, int agent, int terminalControl,
        int printerControl, int visitorsTerminalControl) {}
