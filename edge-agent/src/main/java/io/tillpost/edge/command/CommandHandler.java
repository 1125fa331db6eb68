package io.tillpost.edge.command;

/// Does one kind of command. Whoever adds a kind adds one of these to the list that the root makes.
public interface CommandHandler {
    /// What it is called, e.g. `reprint-receipt`.
    String name();

    /// Whether doing it twice is the same as doing it once. One that is not is never begun again after a crash.
    boolean repeatable();

    /// Does it; called on the thread of the commands, one at a time, and may take its time. Bad arguments are a
    /// [CommandOutcome.Failed] or an [ArgumentException]; any other exception fails the command, too. Must end soon when
    /// interrupted: the agent stops.
    CommandOutcome run(Arguments arguments, CommandCause cause) throws InterruptedException;
}
