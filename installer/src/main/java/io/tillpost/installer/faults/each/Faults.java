package io.tillpost.installer.faults.each;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// All of them.
public final class Faults {
    private Faults() {}

    /// By their numbers.
    public static List<Fault> all() {
        return Stream.of(new WanDrop(), new FlappingLink(), new AgentKilled(), new CentralKilled(),
                new BrokerRestart(), new BrokerWiped(), new HalfOpen(), new ThinLine(), new PostgresAway(),
                new NodeDies(), new LongPause(), new StuckReader(), new SecondProcess(),
                new CrashAfterApproval())
                .sorted(Comparator.comparingInt(Fault::number))
                .toList();
    }
}
