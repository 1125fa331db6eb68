package io.tillpost.device.printer.escpos;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetEncoder;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Turns text into bytes of a printer's code pages, changing the page as seldom as it can: a run stays on the current
/// page while that has the character, else goes to the page that carries it furthest. What no page has loses its
/// accents, then becomes `?`. One character is always one byte, so columns keep their places.
final class CodePageEncoder {
    /// Typographic characters that stand in product names, and their nearest plain one.
    private static final Map<Character, Character> PLAIN = Map.ofEntries(Map.entry('‘', '\''), Map.entry('’',
            '\''), Map.entry('‚', ','), Map.entry('“', '"'), Map.entry('”', '"'), Map.entry('„', '"'),
            Map.entry('–', '-'), Map.entry('—', '-'), Map.entry('…', '.'), Map.entry('•', '*'),
            Map.entry('€', 'E'), Map.entry('×', 'x'), Map.entry('ß', 's'), Map.entry('ø', 'o'),
            Map.entry('Ø', 'O'), Map.entry('ł', 'l'), Map.entry('Ł', 'L'));

    private final List<CodePage> pages;
    private final Map<CodePage, CharsetEncoder> encoders = new HashMap<>();
    private CodePage current;

    /// Starts on the first of `pages`; the caller selects that one before any text.
    CodePageEncoder(List<CodePage> pages) {
        this.pages = pages;
        this.current = pages.getFirst();
    }

    /// Bytes that are all of one page.
    @SuppressWarnings("ArrayRecordComponent") // Made here, read once, never compared.
    record Run(CodePage page, byte[] bytes) {}

    /// The runs of `text`; the page of the last one stays current for the next call.
    List<Run> encode(String text) {
        String encodable = encodable(text);
        var runs = new ArrayList<Run>();
        for (int from = 0; from < encodable.length();) {
            int to = reach(current, encodable, from);
            if (to == from) {
                current = furthest(encodable, from);
                to = reach(current, encodable, from);
            }
            runs.add(new Run(current, bytes(current, encodable.substring(from, to))));
            from = to;
        }
        return runs;
    }

    private CodePage furthest(String text, int from) {
        CodePage best = pages.getFirst();
        for (var page : pages) {
            if (reach(page, text, from) > reach(best, text, from)) {
                best = page;
            }
        }
        return best;
    }

    private int reach(CodePage page, String text, int from) {
        int to = from;
        while (to < text.length() && has(page, text.charAt(to))) {
            to++;
        }
        return to;
    }

    private String encodable(String text) {
        var encodable = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            encodable.append(nearest(text.charAt(i)));
        }
        return encodable.toString();
    }

    private char nearest(char wanted) {
        if (anyHas(wanted)) {
            return wanted;
        }
        char base = Normalizer.normalize(String.valueOf(wanted), Normalizer.Form.NFKD).charAt(0);
        char plain = PLAIN.getOrDefault(wanted, base);
        return anyHas(plain) ? plain : '?';
    }

    private boolean anyHas(char wanted) {
        return pages.stream().anyMatch(page -> has(page, wanted));
    }

    /// ASCII is the same on every page, whatever the JDK's table says of its control characters.
    private boolean has(CodePage page, char wanted) {
        return wanted < 0x7f ? wanted >= 0x20 : encoder(page).canEncode(wanted);
    }

    private byte[] bytes(CodePage page, String text) {
        try {
            ByteBuffer encoded = encoder(page).encode(CharBuffer.wrap(text));
            byte[] bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            return bytes;
        } catch (CharacterCodingException e) {
            throw new IllegalStateException("page " + page + " refused what it said it can encode", e);
        }
    }

    private CharsetEncoder encoder(CodePage page) {
        return encoders.computeIfAbsent(page, p -> p.charset().newEncoder());
    }
}
