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

    /// The host says yes, and the cardholder was verified as this code of tag 1F10 says; 0 to 255, 1 is by signature.
    record ApproveVerified(int code) implements Outcome {
        public ApproveVerified {
            if (code < 0 || code > 255) {
                throw new IllegalArgumentException(
                        "cardholder authentication " + code + ", expected 0 to 255");
            }
        }
    }

    /// Amounts from here on carry a result code: 9000.05 is declined with 05.
    long CODED_FROM_MINOR = 900_000;
    /// Last coded amount.
    long CODED_TO_MINOR = CODED_FROM_MINOR + 255;
    /// Amounts from here on carry a cardholder authentication: 9003.01 is approved by signature.
    long VERIFIED_FROM_MINOR = 900_300;
    /// Last of these.
    long VERIFIED_TO_MINOR = VERIFIED_FROM_MINOR + 255;
    /// Wrong PIN (PA00P015, 2.2.6) and stop key (10).
    int WRONG_PIN_CODE = 55;
    int STOP_CODE = 108;

    /// The outcome that an amount stands for: amounts from 9000.00 to 9002.55 carry a result code in their last three
    /// digits, those from 9003.00 to 9005.55 are approved with a cardholder
    /// authentication (PA00P015, 9.4.2.1, tag 1F10) in theirs, any other is approved.
    static Outcome of(long amountMinor) {
        if (amountMinor >= VERIFIED_FROM_MINOR && amountMinor <= VERIFIED_TO_MINOR) {
            return new ApproveVerified((int) (amountMinor - VERIFIED_FROM_MINOR));
        }
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
    /// `approve-other 500`, `approve-verified 1`.
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
                case "approve-verified" -> {
                    return new ApproveVerified(number);
                }
                default -> {
                    // Refused below.
                }
            }
        }
        throw new IllegalArgumentException(
                "outcome '" + text + "', expected approve, decline CODE, wrong-pin, stop, "
                        + "timeout, busy, host-down, end-of-day-first, approve-other MINOR or approve-verified CODE");
    }
}
