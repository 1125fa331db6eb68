package io.tillpost.central.statement;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;

/// A date as banks write it: `Dt` or `DtTm`, with or without a zone. The day is the bank's own, whatever the zone.
final class CamtDate {
    private static final int DATE_CHARS = "YYYY-MM-DD".length();
    /// Some banks count 30 days in every month; 30 February is its last day then.
    private static final DateTimeFormatter LENIENT_DAY = DateTimeFormatter.ISO_LOCAL_DATE
            .withResolverStyle(ResolverStyle.SMART);

    private CamtDate() {}

    /// The date in the element, as text or as its `Dt` or `DtTm`.
    static LocalDate read(XmlCursor xml) throws UnreadableFileException {
        LocalDate date = null;
        while (xml.nextChild()) {
            switch (xml.name()) {
                case "Dt", "DtTm" -> date = parse(xml, xml.text());
                default -> xml.skip();
            }
        }
        if (date == null) {
            throw xml.refused("a date without Dt or DtTm");
        }
        return date;
    }

    private static LocalDate parse(XmlCursor xml, String text) throws UnreadableFileException {
        if (text.length() >= DATE_CHARS) {
            try {
                var date = LocalDate.parse(text.substring(0, DATE_CHARS), LENIENT_DAY);
                if (FileDates.isUsual(date)) {
                    return date;
                }
            } catch (DateTimeException e) {
                throw notADate(xml, text);
            }
        }
        throw notADate(xml, text);
    }

    private static UnreadableFileException notADate(XmlCursor xml, String text) {
        return xml.refused("date '" + text + "', expected YYYY-MM-DD, from 1900 on");
    }
}
