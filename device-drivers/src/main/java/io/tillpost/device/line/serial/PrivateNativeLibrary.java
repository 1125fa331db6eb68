package io.tillpost.device.line.serial;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/// Unpacks jSerialComm's native library where nobody else can put one. Left alone, jSerialComm loads whatever file already
/// lies in a world-writable folder under the temporary directory.
final class PrivateNativeLibrary {
    private static final String LIBRARY_PATH = "jSerialComm.library.path";

    private PrivateNativeLibrary() {}

    /// Must run before jSerialComm's first class is loaded. An operator's own choice of the path is respected.
    static void use() {
        if (System.getProperty(LIBRARY_PATH) != null) {
            return;
        }
        String resource = resource(System.getProperty("os.name", ""), System.getProperty("os.arch", ""));
        try (InputStream library = SerialLine.class.getResourceAsStream(resource)) {
            if (library == null) {
                throw new IllegalStateException("jSerialComm has no native library " + resource);
            }
            // createTempDirectory gives it to this user alone (mode 0700).
            Path directory = Files.createTempDirectory("tillpost-serial");
            Path file = directory.resolve(Path.of(resource).getFileName());
            Files.copy(library, file);
            System.setProperty(LIBRARY_PATH, directory.toString());
            for (Path path : List.of(directory, file)) {
                path.toFile().deleteOnExit();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot unpack " + resource, e);
        }
    }

    static String resource(String osName, String osArch) {
        String os = osName.toLowerCase(Locale.ROOT);
        boolean arm = osArch.equals("aarch64");
        if (os.contains("win")) {
            return "/Windows/" + (arm ? "aarch64" : "x86_64") + "/jSerialComm.dll";
        }
        if (os.contains("mac")) {
            return "/OSX/" + (arm ? "aarch64" : "x86_64") + "/libjSerialComm.jnilib";
        }
        return "/Linux/" + (arm ? "armv8_64" : "x86_64") + "/libjSerialComm.so";
    }
}
