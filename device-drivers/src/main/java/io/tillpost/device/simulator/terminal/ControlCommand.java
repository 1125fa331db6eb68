package io.tillpost.device.simulator.terminal;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The control language, one command per line; see docs/reference/terminal-simulator.md.
final class ControlCommand {
    private static final Pattern PLANNED = Pattern.compile("(.+) at ([a-z]+)");

    private final TerminalSimulator simulator;

    ControlCommand(TerminalSimulator simulator) {
        this.simulator = simulator;
    }

    /// Carries out one line; the answer begins with `ok` or `error:`.
    String run(String line) {
        String[] words = line.strip().split(" +", 2);
        String rest = words.length > 1 ? words[1] : "";
        try {
            return switch (words[0]) {
                case "next" -> done(() -> simulator.next(Outcome.parse(rest)));
                case "card" -> done(() -> simulator.card(SimulatedCard.named(rest)));
                case "card-by-hand" -> done(() -> simulator.cardByHand(onOrOff(rest)));
                case "insert" -> done(() -> simulator.insert(SimulatedCard.named(rest)));
                case "fault" -> done(() -> plan(rest));
                case "date" -> done(() -> simulator.date(LocalDate.parse(rest)));
                case "repeats-all" -> done(() -> simulator.repeatsAll(onOrOff(rest)));
                case "end-of-day-due" -> done(simulator::endOfDayDue);
                case "forget-registration" -> done(simulator::forgetRegistration);
                case "net" -> "ok " + simulator.netMinor();
                case "ledger" -> "ok " + simulator.ledgerLines().size() + "\n"
                        + String.join("\n", simulator.ledgerLines());
                case "address" -> "ok " + simulator.address();
                default -> "error: command '" + words[0]
                        + "', expected next, card, card-by-hand, insert, fault, date, repeats-all, end-of-day-due,"
                        + " forget-registration, net, ledger, address or quit";
            };
        } catch (IllegalArgumentException | DateTimeException e) {
            return "error: " + e.getMessage();
        }
    }

    /// `pull 5000 at approved`, or without a step: now, which only the two that concern the cable can be.
    private void plan(String text) {
        Matcher planned = PLANNED.matcher(text.strip());
        if (planned.matches()) {
            simulator.plan(Step.named(planned.group(2)), Fault.parse(planned.group(1)));
            return;
        }
        switch (Fault.parse(text)) {
            case Fault.Pull(Duration length) -> simulator.pull(length);
            case Fault.Unplug(Duration length) -> simulator.unplug(length);
            default -> throw new IllegalArgumentException(
                    "fault '" + text + "' without a step, expected e.g. '" + text
                            + " at approved'");
        }
    }

    private static boolean onOrOff(String text) {
        return switch (text) {
            case "on" -> true;
            case "off" -> false;
            default -> throw new IllegalArgumentException("'" + text + "', expected on or off");
        };
    }

    private static String done(Runnable command) {
        command.run();
        return "ok";
    }
}
