package io.tillpost.central.statement;

/// A file cannot be read and is refused whole. `line` and `column` count from 1; 0 where a place cannot be named. In a CSV
/// file the column is the field's number.
public final class UnreadableFileException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int line;
    private final int column;
    private final String detail;

    UnreadableFileException(int line, int column, String detail) {
        super("line " + line + ", column " + column + ": " + detail);
        this.line = line;
        this.column = column;
        this.detail = detail;
    }

    public int line() {
        return line;
    }

    public int column() {
        return column;
    }

    /// What is there and what was expected; no card number.
    public String detail() {
        return detail;
    }
}
