package io.tillpost.edge.till.http;

import io.tillpost.edge.till.Answer;
import io.tillpost.protocol.journal.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The till page and the library that it is written with. All of it is read, packed and named by its hash when the server
/// starts; a path that is not in that table is answered by nothing, whatever lies on the class path. Immutable.
public final class Pages {
    /// Stands in the index where the page's version goes.
    private static final String VERSION = "{version}";
    private static final String FOLDER = "till/";
    private static final String INDEX = "index.html";
    private static final String LIBRARIES = "META-INF/resources/_static/";
    /// Stands in every jar of a library.
    private static final String LIBRARY_MARKER = "META-INF/importmap.json";
    /// What the page is written with; which versions there are says the class path alone.
    private static final Pattern LIBRARY_FILE = Pattern.compile(LIBRARIES
            + "(lit|lit-element|lit-html|reactive-element)/[0-9][0-9.]*/(?!development/|node/)[a-z0-9/-]+\\.js");
    private static final Map<String, String> TYPES = Map.of("html", "text/html; charset=utf-8", "js",
            "text/javascript; charset=utf-8", "css", "text/css; charset=utf-8", "svg", "image/svg+xml",
            "json", "application/json", "webmanifest", "application/manifest+json", "png", "image/png");
    private static final Set<String> REDIRECTED = Set.of("/", "/till");

    private final Map<String, Page> pages;
    private final String version;

    private Pages(Map<String, Page> pages, String version) {
        this.pages = Map.copyOf(pages);
        this.version = version;
    }

    /// One file as it is sent.
    private record Page(String contentType, byte[] body, byte @Nullable [] packed, String etag,
            Map<String, String> headers) {
        static Page of(String name, byte[] body, Map<String, String> headers) {
            String type = TYPES.getOrDefault(name.substring(name.lastIndexOf('.') + 1),
                    "application/octet-stream");
            return new Page(type, body,
                    Compression.pays(type, body.length) ? Compression.gzip(body) : null,
                    "\"" + hash(body) + "\"", headers);
        }
    }

    /// Reads everything from the class path.
    ///
    /// @param folder where the page lies; it is served below `/till/`
    static Pages read(String folder) throws IOException {
        var pages = new TreeMap<String, Page>();
        Map<String, byte[]> own = ClassPathFiles.below(folder, folder + INDEX, _ -> true);
        own.forEach((name, body) -> pages.put("/till/" + name.substring(folder.length()),
                Page.of(name, body, Map.of("Cache-Control", "no-cache"))));
        ClassPathFiles.below(LIBRARIES, LIBRARY_MARKER, name -> LIBRARY_FILE.matcher(name).matches())
                .forEach((name, body) -> pages.put("/till/lib/" + name.substring(LIBRARIES.length()),
                        Page.of(name, body,
                                Map.of("Cache-Control", "public, max-age=31536000, immutable"))));
        String version = version(pages);
        Page index = index(new String(own.get(folder + INDEX), StandardCharsets.UTF_8).replace(VERSION,
                version));
        pages.put("/till/", index);
        pages.put("/till/" + INDEX, index);
        return new Pages(pages, version);
    }

    /// The till page.
    public static Pages read() throws IOException {
        return read(FOLDER);
    }

    /// Of all files and their names.
    private static String version(SortedMap<String, Page> pages) {
        var all = new StringBuilder();
        pages.forEach((path, page) -> all.append(path).append(' ').append(page.etag).append('\n'));
        return hash(all.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static Page index(String html) {
        var headers = new HashMap<>(ContentSecurity.headers(html));
        headers.put("Cache-Control", "no-store");
        return Page.of(INDEX, html.getBytes(StandardCharsets.UTF_8), headers);
    }

    private static String hash(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Sha256.of(bytes).toBytes());
    }

    /// Which page this is: another one as soon as any of its files is. The page knows its own from its index.
    String version() {
        return version;
    }

    /// Whether something of the page is here.
    boolean has(String path) {
        return pages.containsKey(path);
    }

    /// What a GET of this path is answered; empty if it is no page's.
    Optional<Answer> answer(String path, String acceptEncoding, String ifNoneMatch) {
        if (REDIRECTED.contains(path)) {
            return Optional.of(new Answer(308, "text/plain; charset=utf-8", Map.of("Location", "/till/"),
                    new byte[0]));
        }
        return Optional.ofNullable(pages.get(path)).map(page -> answer(page, acceptEncoding, ifNoneMatch));
    }

    private static Answer answer(Page page, String acceptEncoding, String ifNoneMatch) {
        var headers = new HashMap<>(page.headers);
        headers.put("ETag", page.etag);
        if (page.packed != null) {
            headers.put("Vary", "Accept-Encoding");
        }
        if (ifNoneMatch.contains(page.etag)) {
            return new Answer(304, page.contentType, headers, new byte[0]);
        }
        if (page.packed != null && Compression.isWanted(acceptEncoding)) {
            headers.put("Content-Encoding", "gzip");
            return new Answer(200, page.contentType, headers, page.packed);
        }
        return new Answer(200, page.contentType, headers, page.body);
    }
}
