package io.tillpost.device.simulator.printer;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/// What a hand can do to a printer.
public sealed interface PrinterAction {
    /// Takes the paper out at once.
    record PaperOut() implements PrinterAction {}

    /// Leaves paper for `lines` more lines, so that it can run out in the middle of a receipt.
    record PaperLeft(int lines) implements PrinterAction {
        public PaperLeft {
            if (lines < 0) {
                throw new IllegalArgumentException("paper for " + lines + " lines, expected 0 or more");
            }
        }
    }

    /// The near-end sensor sees the end of the roll.
    record PaperLow() implements PrinterAction {}

    /// Puts in a new roll. What waits in the printer's buffer comes out then, as with a real one.
    record PaperIn() implements PrinterAction {}

    /// Opens the cover.
    record OpenCover() implements PrinterAction {}

    /// Closes the cover.
    record CloseCover() implements PrinterAction {}

    /// Jams the knife.
    record Jam() implements PrinterAction {}

    /// Clears the jam.
    record ClearJam() implements PrinterAction {}

    /// Pulls the plug: the buffer is forgotten and nothing is answered.
    record PowerOff() implements PrinterAction {}

    /// Puts the plug in.
    record PowerOn() implements PrinterAction {}

    /// Pushes the drawer shut.
    record CloseDrawer() implements PrinterAction {}

    /// The actions by the words that a person types, without [PaperLeft], which is `paper-left` and a number.
    Map<String, PrinterAction> BY_WORD = Collections
            .unmodifiableMap(new TreeMap<>(Map.ofEntries(Map.entry("paper-out", new PaperOut()),
                    Map.entry("paper-low", new PaperLow()), Map.entry("paper-in", new PaperIn()),
                    Map.entry("open-cover", new OpenCover()), Map.entry("close-cover", new CloseCover()),
                    Map.entry("jam", new Jam()), Map.entry("clear-jam", new ClearJam()),
                    Map.entry("power-off", new PowerOff()), Map.entry("power-on", new PowerOn()),
                    Map.entry("close-drawer", new CloseDrawer()))));

    /// Reads `open-cover` or `paper-left 12`. Refuses other words with the list of those it knows.
    static PrinterAction parse(String words) {
        if (words.matches("paper-left \\d{1,6}")) {
            return new PaperLeft(Integer.parseInt(words.substring("paper-left ".length())));
        }
        var action = BY_WORD.get(words);
        if (action == null) {
            throw new IllegalArgumentException("action '" + words + "', expected one of " + String.join(", ",
                    BY_WORD.keySet()) + ", paper-left LINES");
        }
        return action;
    }
}
