package io.tillpost.central.statement;

import java.io.InputStream;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/// Walks down an XML document element by element, by local names. Not for several threads.
final class XmlCursor implements AutoCloseable {
    /// Some four times as deep as a bank's file goes. Those who read an element call themselves for what is in it.
    private static final int MAX_DEPTH = 100;

    private final XMLStreamReader reader;
    private int depth;

    XmlCursor(InputStream document) throws UnreadableFileException {
        try {
            reader = HardenedXml.open(document);
        } catch (XMLStreamException e) {
            throw new UnreadableFileException(1, 1, "not XML: " + firstLine(e));
        }
    }

    /// Steps to the next child of the element that was entered; false, having left it, when there is none.
    boolean nextChild() throws UnreadableFileException {
        while (true) {
            switch (next()) {
                case XMLStreamConstants.START_ELEMENT -> {
                    return true;
                }
                case XMLStreamConstants.END_ELEMENT, XMLStreamConstants.END_DOCUMENT -> {
                    return false;
                }
                case XMLStreamConstants.DTD -> throw refused("a DTD, expected none");
                default -> {
                }
            }
        }
    }

    String name() {
        return reader.getLocalName();
    }

    @Nullable
    String attribute(String name) {
        return reader.getAttributeValue(null, name);
    }

    /// The text of the element, leaving it; elements inside are refused.
    String text() throws UnreadableFileException {
        var text = new StringBuilder();
        while (true) {
            switch (next()) {
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE ->
                    text.append(reader.getText());
                case XMLStreamConstants.END_ELEMENT -> {
                    return text.toString().strip();
                }
                case XMLStreamConstants.START_ELEMENT ->
                    throw refused("element " + name() + ", expected text");
                case XMLStreamConstants.ENTITY_REFERENCE -> throw refused(
                        "entity " + reader.getLocalName() + ", expected none but the five of XML");
                default -> {
                }
            }
        }
    }

    /// The text of the element or of the `Cd` in it, leaving it.
    String textOrCode() throws UnreadableFileException {
        var text = new StringBuilder();
        String code = null;
        while (true) {
            switch (next()) {
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> text.append(reader.getText());
                case XMLStreamConstants.START_ELEMENT -> code = text();
                case XMLStreamConstants.END_ELEMENT -> {
                    return code == null ? text.toString().strip() : code;
                }
                default -> {
                }
            }
        }
    }

    /// Leaves the element and all that is in it unread.
    void skip() throws UnreadableFileException {
        while (nextChild()) {
            skip();
        }
    }

    UnreadableFileException refused(String detail) {
        var place = reader.getLocation();
        return new UnreadableFileException(place.getLineNumber(), place.getColumnNumber(), detail);
    }

    private int next() throws UnreadableFileException {
        try {
            int event = reader.next();
            if (event == XMLStreamConstants.START_ELEMENT) {
                depth++;
            } else if (event == XMLStreamConstants.END_ELEMENT) {
                depth--;
            }
            if (depth > MAX_DEPTH) {
                throw refused("element " + name() + " in " + MAX_DEPTH + " others, expected fewer");
            }
            return event;
        } catch (XMLStreamException e) {
            throw refused("not well-formed XML: " + firstLine(e));
        }
    }

    private static String firstLine(XMLStreamException e) {
        String message = e.getMessage() == null ? "" : e.getMessage();
        return message.lines().findFirst().orElse("cut or damaged");
    }

    @Override
    public void close() {
        try {
            reader.close();
        } catch (XMLStreamException e) {
            throw new IllegalStateException("closing a reader of memory cannot fail", e);
        }
    }
}
