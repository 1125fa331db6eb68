package io.tillpost.bench.journal;

/// The floor for one till: the till's own thread writes, one transaction a row, nobody between it and the disk.
final class AloneFloor implements Appending {
    private final PlainRows rows;

    AloneFloor(PlainRows rows) {
        this.rows = rows;
    }

    @Override
    public void append(int till) {
        rows.append(1);
    }

    @Override
    public void close() {
        rows.close();
    }
}
