package io.tillpost.protocol.log;

import io.tillpost.protocol.card.CardNumbers;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.logging.Formatter;
import java.util.logging.LogRecord;

/// Writes a log record as one line, a stack trace behind it, and masks whatever looks like a card number, wherever it comes
/// from: a library's message, an exception, a path that somebody asked for.
public final class SafeFormatter extends Formatter {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSxx")
            .withZone(ZoneId.systemDefault());

    /// For the logging configuration, which makes formatters by their class name.
    public SafeFormatter() {}

    @Override
    public String format(LogRecord entry) {
        var line = new StringBuilder().append(TIME.format(entry.getInstant()))
                .append(' ')
                .append(entry.getLevel().getName())
                .append(' ')
                .append(entry.getLoggerName())
                .append(' ')
                .append(formatMessage(entry));
        if (entry.getThrown() != null) {
            var trace = new StringWriter();
            entry.getThrown().printStackTrace(new PrintWriter(trace));
            line.append('\n').append(trace);
        }
        return CardNumbers.mask(line.append('\n').toString());
    }
}
