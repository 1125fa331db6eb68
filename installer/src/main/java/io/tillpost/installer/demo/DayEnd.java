package io.tillpost.installer.demo;

import io.tillpost.installer.bridge.Source;
import io.tillpost.installer.bridge.Verdict;
import io.tillpost.installer.stage.RestClient;
import io.tillpost.installer.supervisor.EnvironmentFault;
import io.tillpost.installer.world.RecordedLedger;
import io.tillpost.installer.world.World;
import java.io.IOException;
import java.nio.file.Files;
import java.time.LocalDate;
import java.util.stream.Collectors;

/// Everything after the last sale: the store closes, the world answers, head office reconciles, the bridges are read.
/// Each step may be done again, so that a run that is cut short here is finished by the next.
final class DayEnd {
    private final Places places;
    private final Day day;
    private final HeadOffice office;
    private final Proof proof;
    private final Console console;
    private final Tampering tampering;

    DayEnd(Places places, Day day, HeadOffice office, Proof proof, Console console, Tampering tampering) {
        this.places = places;
        this.day = day;
        this.office = office;
        this.proof = proof;
        this.console = console;
        this.tampering = tampering;
    }

    /// Answers whether every bridge holds.
    boolean reach(LocalDate date) {
        day.close(() -> isClosed(date));
        try {
            Files.createDirectories(places.world());
            var letters = new World(places.world(), Business.IBAN, Business.CURRENCY)
                    .settle(places.terminalLedger(), date);
            tampering.beforeImport(letters);
            if (!isImported(letters)) {
                return false;
            }
            office.reconcile(date, console);
            tampering.beforeProof(date);
            Verdict verdict = proof.show(date, letters);
            boolean agreed = proof.headOfficeAgrees(date);
            console.head("RESULT  " + result(verdict, agreed));
            return verdict.holds() && agreed;
        } catch (IOException e) {
            throw new EnvironmentFault("the day's files cannot be read or written: " + e.getMessage(), e);
        }
    }

    private boolean isImported(World.Letters letters) throws IOException {
        Source source = Source.SETTLEMENT;
        try {
            office.importSettlement(letters, console);
            source = Source.BANK;
            office.importStatement(letters, console);
            return true;
        } catch (RestClient.RefusedException e) {
            console.head("RESULT  differs: " + source + ", whose file was refused: " + e.getMessage());
            return false;
        }
    }

    private static String result(Verdict verdict, boolean agreed) {
        if (verdict.holds()) {
            return agreed
                    ? "all bridges hold, residue 0.00"
                    : "differs: head office's own result of the day is not green";
        }
        return "differs: "
                + verdict.accused().keySet().stream().map(Source::toString).collect(Collectors.joining(", "));
    }

    private boolean isClosed(LocalDate date) {
        try {
            return RecordedLedger.read(places.terminalLedger())
                    .closings()
                    .stream()
                    .anyMatch(closing -> closing.date().equals(date));
        } catch (IOException e) {
            throw new EnvironmentFault("cannot read the terminal's record: " + e.getMessage(), e);
        }
    }
}
