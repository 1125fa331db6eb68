package io.tillpost.central.statement;

import java.io.ByteArrayInputStream;
import java.util.function.Consumer;

/// Reads bank statements in camt.053 (ISO 20022), versions .001.02 to .13, by local names (docs/reference/camt.md). One
/// statement is held in memory at a time.
public final class CamtReader {
    private CamtReader() {}

    /// Hands every statement of the file to `statements`, in file order. A file that cannot be read throws, after some of
    /// its statements may have been handed over: the caller keeps none of them then.
    public static void read(byte[] file, Consumer<BankStatement> statements) throws UnreadableFileException {
        try (var xml = new XmlCursor(new ByteArrayInputStream(file))) {
            enter(xml, "Document");
            enter(xml, "BkToCstmrStmt");
            int found = 0;
            boolean whole = true;
            while (xml.nextChild()) {
                switch (xml.name()) {
                    case "GrpHdr" -> whole = isWhole(xml);
                    case "Stmt" -> {
                        statements.accept(new CamtStatement(xml, whole).read());
                        found++;
                    }
                    default -> xml.skip();
                }
            }
            if (found == 0) {
                throw xml.refused("no Stmt in BkToCstmrStmt");
            }
            drain(xml);
        }
    }

    private static boolean isWhole(XmlCursor xml) throws UnreadableFileException {
        boolean whole = true;
        while (xml.nextChild()) {
            if (xml.name().equals("MsgPgntn")) {
                whole = CamtStatement.isOnlyPage(xml);
            } else {
                xml.skip();
            }
        }
        return whole;
    }

    private static void enter(XmlCursor xml, String name) throws UnreadableFileException {
        if (!xml.nextChild()) {
            throw xml.refused("end, expected element " + name);
        }
        if (!xml.name().equals(name)) {
            throw xml.refused("element " + xml.name() + ", expected " + name + " of a camt.053 file");
        }
    }

    /// To the end of the document, so that what is cut or trails is noticed.
    private static void drain(XmlCursor xml) throws UnreadableFileException {
        while (xml.nextChild()) {
            xml.skip();
        }
        if (xml.nextChild()) {
            throw xml.refused("element " + xml.name() + " after the document");
        }
    }
}
