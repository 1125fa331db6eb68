package io.tillpost.device.simulator.printer;

import io.tillpost.device.printer.PaperRow;
import io.tillpost.device.printer.TextRenderer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Paper as files: `receipt-0001.txt` and so on, numbered on after a restart, and `drawer-pulses.txt` with their count.
/// A file appears whole or not at all. For one thread.
final class ReceiptFolder implements PaperOutput {
    private static final Pattern RECEIPT = Pattern.compile("receipt-(\\d+)\\.txt");

    private final Path folder;
    private final int columns;
    private int receipts;
    private long pulses;

    private ReceiptFolder(Path folder, int columns, int receipts, long pulses) {
        this.folder = folder;
        this.columns = columns;
        this.receipts = receipts;
        this.pulses = pulses;
    }

    /// Opens the folder, making it if need be, and finds where the numbers stopped.
    static ReceiptFolder open(Path folder, int columns) throws IOException {
        Files.createDirectories(folder);
        try (var files = Files.list(folder)) {
            int last = files.map(file -> RECEIPT.matcher(file.getFileName().toString()))
                    .filter(Matcher::matches)
                    .mapToInt(name -> Integer.parseInt(name.group(1)))
                    .max()
                    .orElse(0);
            return new ReceiptFolder(folder, columns, last, pulses(folder.resolve("drawer-pulses.txt")));
        }
    }

    private static long pulses(Path count) throws IOException {
        try {
            return Long.parseLong(Files.readString(count).strip());
        } catch (NoSuchFileException _) {
            return 0;
        } catch (NumberFormatException e) {
            throw new IOException(count + " holds no number", e);
        }
    }

    @Override
    public void receipt(List<PaperRow> rows) {
        receipts++;
        write(name(receipts, "txt"), TextRenderer.render(rows, columns));
    }

    @Override
    public void pulse() {
        pulses++;
        write("drawer-pulses.txt", pulses + "\n");
    }

    /// The number of the last receipt, 0 for none yet.
    int receipts() {
        return receipts;
    }

    /// How often the drawer was pulsed.
    long pulses() {
        return pulses;
    }

    /// Where the picture of that receipt belongs.
    Path picture(int number) {
        return folder.resolve(name(number, "png"));
    }

    private static String name(int number, String kind) {
        return "receipt-%04d.%s".formatted(number, kind);
    }

    private void write(String name, String text) {
        try {
            Path unfinished = Files.writeString(folder.resolve("." + name + ".part"), text);
            Files.move(unfinished, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(folder.resolve(name) + " cannot be written", e);
        }
    }
}
