package io.tillpost.installer.demo;

import java.nio.file.Path;

/// Where things lie below the state folder.
record Places(Path root) {
    Path logs() {
        return root.resolve("logs");
    }

    Path certificates() {
        return root.resolve("certificates");
    }

    Path config() {
        return root.resolve("config");
    }

    Path postgres() {
        return root.resolve("postgres");
    }

    Path brokerData() {
        return root.resolve("broker");
    }

    Path agentData() {
        return root.resolve("agent");
    }

    Path journal() {
        return agentData().resolve("journal.db");
    }

    Path terminal() {
        return root.resolve("terminal");
    }

    Path terminalLedger() {
        return terminal().resolve("ledger.ndjson");
    }

    Path terminalLine() {
        return terminal().resolve("line");
    }

    /// The visitors' terminal, which takes no part in the day.
    Path visitorsTerminal() {
        return root.resolve("terminal-2");
    }

    Path visitorsTerminalLine() {
        return visitorsTerminal().resolve("line");
    }

    Path printerLine() {
        return root.resolve("printer/line");
    }

    Path receipts() {
        return root.resolve("printer/receipts");
    }

    Path world() {
        return root.resolve("world");
    }

    Path running() {
        return root.resolve("running");
    }
}
