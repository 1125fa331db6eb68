package io.tillpost.edge.cli;

import io.tillpost.edge.config.ConfigException;
import io.tillpost.edge.journal.JournalClosedException;
import io.tillpost.edge.journal.JournalDamagedException;
import io.tillpost.protocol.failure.Causes;
import io.tillpost.protocol.masterkey.MasterKeyException;
import io.tillpost.protocol.seal.SealBrokenException;
import io.tillpost.protocol.seal.WrongMasterKeyException;
import java.io.IOException;
import java.io.PrintWriter;
import picocli.CommandLine;

/// What keeps a command from doing its work, for whoever gave it: one line, and an exit code.
public final class Trouble {
    private Trouble() {}

    /// Says it where the command says everything; throws what is a bug.
    public static int say(Exception e, CommandLine command, CommandLine.ParseResult parsed) throws Exception {
        return say(e, command.getErr());
    }

    /// Says it; throws what is a bug.
    public static int say(Exception e, PrintWriter err) throws Exception {
        if (e instanceof ConfigException || e instanceof IOException || e instanceof JournalClosedException
                || e instanceof JournalDamagedException || e instanceof MasterKeyException
                || e instanceof WrongMasterKeyException || e instanceof SealBrokenException) {
            err.println("tillpost agent: " + Causes.inWords(e)
                    .lines()
                    .findFirst()
                    .orElse("cannot start"));
            return CommandLine.ExitCode.SOFTWARE;
        }
        throw e;
    }
}
