package io.tillpost.installer.faults;

import com.fasterxml.jackson.databind.JsonNode;
import io.tillpost.installer.evidence.JournalEvidence;
import io.tillpost.installer.faults.driver.Tills;
import io.tillpost.installer.faults.each.Fault;
import io.tillpost.installer.faults.each.Scene;
import io.tillpost.installer.faults.each.UnseenException;
import io.tillpost.installer.faults.oracle.AcceptedFile;
import io.tillpost.installer.faults.oracle.BoxView;
import io.tillpost.installer.faults.oracle.Finding;
import io.tillpost.installer.faults.oracle.Finding.Kind;
import io.tillpost.installer.faults.oracle.OfficeReader;
import io.tillpost.installer.faults.oracle.OfficeView;
import io.tillpost.installer.faults.oracle.Oracle;
import io.tillpost.installer.faults.oracle.TerminalBook;
import io.tillpost.installer.faults.world.Box;
import io.tillpost.installer.faults.world.World;
import io.tillpost.installer.postgres.PostgresServer;
import io.tillpost.installer.stage.Pause;
import io.tillpost.installer.supervisor.EnvironmentFault;
import io.tillpost.protocol.journal.Hash;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// Strikes one fault after the other in one world, and has the oracle judge after each.
final class Suite implements AutoCloseable {
    private static final int BEFORE = 3;
    private static final int AFTER = 4;
    private static final Duration SALES_MAX = Duration.ofMinutes(5);
    private static final Duration DRAINED_WITHIN = Duration.ofMinutes(4);
    /// Device states and the like go on being written while both ends are read, and a terminal may be asked once more
    /// after the sale.
    private static final Set<Kind> PASSING = EnumSet.of(Kind.DIFFERENT, Kind.UNSENT, Kind.UNSETTLED);
    private static final int LOOKS = 5;
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

    private final World world;
    private final Path folder;
    private final Consumer<String> tell;
    private final Optional<Sabotage> sabotage;
    private final Map<String, AcceptedFile> accepted = new HashMap<>();

    /// @param folder for what was accepted, on the disk of nothing that is struck
    /// @param sabotage done at head office behind everybody's back, so that it is seen whether the oracle sees it
    Suite(World world, Path folder, Consumer<String> tell, Optional<Sabotage> sabotage) {
        this.world = world;
        this.folder = folder;
        this.tell = tell;
        this.sabotage = sabotage;
    }

    /// One fault with one seed.
    Outcome run(Fault fault, long seed) {
        Optional<String> missing = fault.missing();
        if (missing.isPresent()) {
            return new Outcome(fault.number(), fault.title(), seed, 0, List.of(), missing.get(), "", 0, 0);
        }
        long began = world.ground().nanoTime().getAsLong();
        Box box = null;
        var findings = new ArrayList<Finding>();
        int answered = 0;
        long drainMs = 0;
        try {
            box = fault.box(world);
            AcceptedFile file = acceptedBy(box);
            int before = file.size();
            drainMs = strike(fault, seed, box, file, findings);
            answered = file.size() - before;
            if (sabotage.isPresent()) {
                sabotage.get().commit(login(), box);
            }
            findings.addAll(judged(fault, box, file));
            if (fault.mayNumberTwice()) {
                int all = findings.size();
                findings.removeIf(one -> one.kind() == Kind.NUMBERED_TWICE);
                tell.accept((all - findings.size()) + " receipt numbers were given by two boxes");
            }
        } catch (UnseenException | EnvironmentFault e) {
            findings.add(new Finding(Kind.UNSEEN, String.valueOf(e.getMessage())));
        } catch (RuntimeException | IOException e) {
            // The next fault gets its turn, whatever this one met.
            findings.add(new Finding(Kind.UNSEEN, e.toString()));
        }
        tidy(fault, box, !findings.isEmpty());
        return new Outcome(fault.number(), fault.title(), seed, answered, findings, "",
                fault.leftOut().orElse(""), drainMs,
                Duration.ofNanos(world.ground().nanoTime().getAsLong() - began).toMillis());
    }

    private long strike(Fault fault, long seed, Box box, AcceptedFile file, List<Finding> findings)
            throws IOException {
        var nanoTime = world.ground().nanoTime();
        var tills = new Tills(box, file, seed, world.ids(), nanoTime, fault.mayForget());
        try {
            tills.start();
            tills.awaitMore(BEFORE, SALES_MAX);
            try {
                fault.strike(new Scene(world, box, tills, new Random(seed), tell));
            } catch (UnseenException e) {
                findings.add(new Finding(Kind.UNSEEN, String.valueOf(e.getMessage())));
            }
            world.heal();
            box.agent().heal();
            tills.awaitMore(AFTER, SALES_MAX);
            tills.finish();
            long healed = nanoTime.getAsLong();
            drain(box, findings);
            return Duration.ofNanos(nanoTime.getAsLong() - healed).toMillis();
        } finally {
            tills.abandon();
        }
    }

    private void drain(Box box, List<Finding> findings) {
        try {
            Pause.until("everything of " + box.store() + " is at head office", DRAINED_WITHIN,
                    world.ground().nanoTime(), () -> pending(box.status()) == 0);
        } catch (EnvironmentFault e) {
            findings.add(new Finding(Kind.UNSENT,
                    e.getMessage() + "; " + box.status().required("sync").toString()));
        }
    }

    private static long pending(JsonNode status) {
        return status.required("sync").required("pending").asLong();
    }

    private List<Finding> judged(Fault fault, Box box, AcceptedFile file) throws IOException {
        var reader = new OfficeReader(login(), world.masterKey());
        List<Finding> found = List.of();
        for (int look = 0; look < LOOKS; look++) {
            BoxView store = view(box.status());
            OfficeView office = reader.readWithAllBalances(box.tenant(), box.store());
            long chargedMinor = TerminalBook.chargedMinor(box.terminalLedger());
            found = Oracle.judge(file.witness(chargedMinor, fault.mayForget()), office, store);
            if (found.stream().noneMatch(one -> PASSING.contains(one.kind()))) {
                break;
            }
            Pause.of(BETWEEN_LOOKS);
        }
        Optional<Finding> inTheStore = JournalEvidence.damage(box.journal())
                .map(what -> new Finding(Kind.BROKEN, "in the store, " + what));
        return Stream.concat(found.stream(), inTheStore.stream()).toList();
    }

    private OfficeReader.Login login() {
        PostgresServer server = world.postgres();
        return new OfficeReader.Login(server.jdbcUrl(), PostgresServer.USER, server.password());
    }

    private static BoxView view(JsonNode status) {
        var heads = new ArrayList<BoxView.Head>();
        for (JsonNode head : status.required("journal")) {
            JsonNode key = head.required("journal");
            heads.add(new BoxView.Head(key.required("lane").asText(),
                    UUID.fromString(key.required("journalId").asText()), key.required("epoch").asLong(),
                    head.required("lastSeq").asLong(), Hash.parse(head.required("headHash").asText()),
                    head.required("ackedSeq").asLong()));
        }
        return new BoxView(heads, pending(status));
    }

    /// Whatever was struck is whole again or away.
    private void tidy(Fault fault, @org.jspecify.annotations.Nullable Box box, boolean failed) {
        try {
            world.heal();
            if (box == null) {
                return;
            }
            if (failed && world.isShared(box)) {
                world.abandonSharedBox();
            }
            if (!world.isShared(box)) {
                box.close();
            }
        } finally {
            fault.clear();
        }
    }

    private AcceptedFile acceptedBy(Box box) throws IOException {
        AcceptedFile file = accepted.get(box.store());
        if (file == null) {
            file = new AcceptedFile(folder.resolve("accepted-" + box.store() + ".ndjson"));
            accepted.put(box.store(), file);
        }
        return file;
    }

    @Override
    public void close() {
        for (AcceptedFile file : accepted.values()) {
            try {
                file.close();
            } catch (IOException e) {
                throw new EnvironmentFault("cannot close what was accepted: " + e.getMessage(), e);
            }
        }
    }
}
