package io.tillpost.device.simulator.terminal;

import io.tillpost.device.simulator.terminal.LedgerEntry.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// What truly happened, in a file that only grows and is on disk before anything is told. A line cut short by a crash is
/// removed when the file is opened: nothing of it was ever told. Safe for use by all threads.
final class Ledger implements AutoCloseable {
    private final FileChannel file;
    private final List<LedgerEntry> entries = new ArrayList<>();

    private Ledger(FileChannel file) {
        this.file = file;
    }

    static Ledger open(Path path) throws IOException {
        var file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        if (file.tryLock() == null) {
            file.close();
            throw new IOException("the ledger " + path + " is used by another simulator");
        }
        var ledger = new Ledger(file);
        ledger.load();
        return ledger;
    }

    private synchronized void load() throws IOException {
        var bytes = ByteBuffer.allocate(Math.toIntExact(file.size()));
        while (bytes.hasRemaining() && file.read(bytes) >= 0) {
            // Reads on to the end.
        }
        String text = new String(bytes.array(), StandardCharsets.UTF_8);
        int end = text.lastIndexOf('\n') + 1;
        text.substring(0, end).lines().map(LedgerEntry::parse).forEach(entries::add);
        file.truncate(text.substring(0, end).getBytes(StandardCharsets.UTF_8).length);
        file.position(file.size());
    }

    /// Returns once the lines are on disk.
    synchronized void append(List<LedgerEntry> lines) throws IOException {
        String text = lines.stream().map(entry -> entry.line() + "\n").collect(Collectors.joining());
        var bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            file.write(bytes);
        }
        file.force(true);
        entries.addAll(lines);
    }

    synchronized List<LedgerEntry> entries() {
        return List.copyOf(entries);
    }

    synchronized long last(String number) {
        return entries.stream().mapToLong(entry -> entry.number(number)).filter(value -> value > 0).reduce(0,
                (_, latest) -> latest);
    }

    /// The batch that is open.
    synchronized long batch() {
        return 1 + entries.stream().filter(entry -> entry.kind() == Kind.BATCH_CLOSED).count();
    }

    /// The last thing done, whatever it was.
    synchronized Optional<LedgerEntry> last() {
        return entries.stream().filter(entry -> entry.kind() != Kind.BATCH_TOTAL)
                .reduce((_, latest) -> latest);
    }

    /// The last charge, refund or reversal of the open batch.
    synchronized Optional<LedgerEntry> lastReceipt() {
        return openBatch().stream().reduce((_, latest) -> latest);
    }

    /// Charges, refunds and reversals of the open batch.
    synchronized List<LedgerEntry> openBatch() {
        long batch = batch();
        return entries.stream()
                .filter(entry -> entry.kind().hasReceipt())
                .filter(entry -> entry.number("batch") == batch)
                .toList();
    }

    /// Charges minus refunds over all batches, without what was reversed.
    synchronized long netMinor() {
        return entries.stream().mapToLong(LedgerEntry::netMinor).reduce(0, Math::addExact);
    }

    @Override
    public synchronized void close() throws IOException {
        file.close();
    }
}
