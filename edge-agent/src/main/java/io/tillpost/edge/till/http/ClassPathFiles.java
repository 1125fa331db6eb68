package io.tillpost.edge.till.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.jar.JarFile;

/// Reads whole folders of the class path, from jars and from directories, by name: what is not read here cannot be asked
/// for later.
final class ClassPathFiles {
    private ClassPathFiles() {}

    /// All files below `folder` in the jars and directories that hold `marker`, by their names on the class path.
    static Map<String, byte[]> below(String folder, String marker, Predicate<String> wanted)
            throws IOException {
        var files = new TreeMap<String, byte[]>();
        for (URL url : Collections.list(ClassPathFiles.class.getClassLoader().getResources(marker))) {
            if (url.openConnection() instanceof JarURLConnection connection) {
                connection.setUseCaches(false);
                try (JarFile jar = connection.getJarFile()) {
                    read(jar, folder, wanted, files);
                }
            } else {
                read(root(url, marker), folder, wanted, files);
            }
        }
        return files;
    }

    private static void read(JarFile jar, String folder, Predicate<String> wanted, Map<String, byte[]> files)
            throws IOException {
        for (var entry : Collections.list(jar.entries())) {
            if (!entry.isDirectory() && entry.getName().startsWith(folder)
                    && wanted.test(entry.getName())) {
                try (InputStream stream = jar.getInputStream(entry)) {
                    files.put(entry.getName(), stream.readAllBytes());
                }
            }
        }
    }

    private static void read(Path root, String folder, Predicate<String> wanted, Map<String, byte[]> files)
            throws IOException {
        List<Path> found;
        try (var walk = Files.walk(root.resolve(folder))) {
            found = walk.filter(Files::isRegularFile).toList();
        }
        for (Path file : found) {
            String name = root.relativize(file).toString().replace('\\', '/');
            if (wanted.test(name)) {
                files.put(name, Files.readAllBytes(file));
            }
        }
    }

    /// The directory on the class path that `marker` lies in.
    private static Path root(URL url, String marker) throws IOException {
        try {
            Path root = Path.of(new URI(url.toString()));
            for (int up = 0; up < marker.split("/").length; up++) {
                root = root.resolve("..");
            }
            return root.normalize();
        } catch (URISyntaxException e) {
            throw new IOException("class path entry " + url, e);
        }
    }
}
