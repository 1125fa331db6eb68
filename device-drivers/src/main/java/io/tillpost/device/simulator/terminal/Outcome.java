package io.tillpost.device.simulator.terminal;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What comes of a charge, refund or reversal, as scripted.
public sealed interface Outcome {
    /// The host says yes.
    record Approve() implements Outcome {}

    /// The host or the terminal says no with this result code; 1 to 255.
    record Decline(int code) implements Outcome {
        public Decline {
            if (code < 1 || code > 255) {
                throw new IllegalArgumentException("result code " + code + ", expected 1 to 255");
            }
        }
    }

    /// First a wrong PIN, then the right one.
    record WrongPinThenRight() implements Outcome {}

    /// The customer presses stop while the card is in.
    record Stop() implements Outcome {}

    /// The customer does nothing until the terminal's own time-out.
    record CustomerTimeout() implements Outcome {}

    /// The terminal refuses to begin.
    record Busy() implements Outcome {}

    /// The host cannot be reached.
    record HostDown() implements Outcome {}

    /// The terminal wants its end of day first.
    record EndOfDayFirst() implements Outcome {}

    /// The host approves another amount than asked for. A reversal is then done whole and told with the other amount.
    record ApproveOther(long amountMinor) implements Outcome {}

    /// Amounts from here on carry a result code: 9000.05 is declined with 05.
    long CODED_FROM_MINOR = 900_000;
    /// Last coded amount.
    long CODED_TO_MINOR = CODED_FROM_MINOR + 255;
    /// Wrong PIN (PA00P015, 2.2.6) and stop key (10).
    int WRONG_PIN_CODE = 55;
    int STOP_CODE = 108;

    /// The outcome that an amount stands for: amounts from 9000.00 to 9002.55 carry a result code in their last three
    /// digits, any other is approved.
    static Outcome of(long amountMinor) {
        if (amountMinor <= CODED_FROM_MINOR || amountMinor > CODED_TO_MINOR) {
            return new Approve();
        }
        int code = (int) (amountMinor - CODED_FROM_MINOR);
        return switch (code) {
            case WRONG_PIN_CODE -> new WrongPinThenRight();
            case STOP_CODE -> new Stop();
            default -> new Decline(code);
        };
    }

    /// Reads e.g. `approve`, `decline 05`, `wrong-pin`, `stop`, `timeout`, `busy`, `host-down`, `end-of-day-first`,
    /// `approve-other 500`.
    static Outcome parse(String text) {
        Matcher words = Pattern.compile("([a-z-]+)(?: (\\d{1,9}))?")
                .matcher(text.strip().toLowerCase(Locale.ROOT));
        if (words.matches()) {
            int number = words.group(2) == null ? 0 : Integer.parseInt(words.group(2));
            switch (words.group(1)) {
                case "approve" -> {
                    return new Approve();
                }
                case "decline" -> {
                    return new Decline(number);
                }
                case "wrong-pin" -> {
                    return new WrongPinThenRight();
                }
                case "stop" -> {
                    return new Stop();
                }
                case "timeout" -> {
                    return new CustomerTimeout();
                }
                case "busy" -> {
                    return new Busy();
                }
                case "host-down" -> {
                    return new HostDown();
                }
                case "end-of-day-first" -> {
                    return new EndOfDayFirst();
                }
                case "approve-other" -> {
                    return new ApproveOther(number);
                }
                default -> {
                    // Refused below.
                }
            }
        }
        throw new IllegalArgumentException(
                "outcome '" + text + "', expected approve, decline CODE, wrong-pin, stop, "
                        + "timeout, busy, host-down, end-of-day-first or approve-other MINOR");
    }
}
