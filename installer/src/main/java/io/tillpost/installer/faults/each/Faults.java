package io.tillpost.installer.faults.each;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// All of them.
public final class Faults {
    private Faults() {}

    /// By their numbers.
    public static List<Fault> all() {
        return Stream.<Fault>of(new WanDrop(), new FlappingLink(), new AgentKilled(), new PowerCut(),
                new CentralKilled(), new BrokerRestart(), new BrokerWiped(), new Replays(), new HalfOpen(),
                new ThinLine(), new ClockSteps(), new DiskFull(), new PostgresAway(), new DoubleSubmit(),
                new PoisonEvent(), new BadCertificate(), new ManyStores(), new NodeDies(), new Upgrade(),
                new CorruptedPage(), new InputOutputError(), new AgentRestored(), new ClonedBox(),
                new CentralRestored(), new JournalDeleted(), new LongPause(), new StuckReader(),
                new SecondProcess(), new CrashAfterApproval(), new BadBytes())
                .sorted(Comparator.comparingInt(Fault::number))
                .toList();
    }
}
