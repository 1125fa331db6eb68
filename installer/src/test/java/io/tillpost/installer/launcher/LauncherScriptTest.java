package io.tillpost.installer.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The `tillpost` script in a checkout of its own, with a JDK and a Maven that only write down how they were called.
class LauncherScriptTest {
    private static final List<String> MODULES = List.of("protocol", "device-drivers", "edge-agent",
            "central-api",
            "installer");
    private static final Instant LONG_AGO = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    private Path folder;
    private Path checkout;
    private Path bin;

    /// What one run said and how it ended.
    private record Run(int exitCode, String output) {}

    @BeforeEach
    void layOut() throws IOException {
        checkout = Files.createDirectories(folder.resolve("checkout"));
        bin = Files.createDirectories(folder.resolve("bin"));
        Files.copy(Path.of(System.getProperty("product.root"), "tillpost"), checkout.resolve("tillpost"));
        old(Files.writeString(checkout.resolve("pom.xml"), "<project/>"));
        for (String module : MODULES) {
            Path source = Files.createDirectories(checkout.resolve(module + "/src/main/java"));
            old(Files.writeString(source.resolve("A.java"), "class A {}"));
            old(Files.writeString(checkout.resolve(module + "/pom.xml"), "<project/>"));
            old(source);
            old(checkout.resolve(module + "/src/main"));
        }
        for (String tool : List.of("dirname", "readlink", "find", "cksum", "sort", "cmp", "mkdir", "mv", "rm",
                "grep", "head", "flock")) {
            program(bin.resolve(tool), "exec " + which(tool) + " \"$@\"");
        }
    }

    @Test
    void withoutAJdkItSaysWhatToInstall() throws Exception {
        Files.createDirectories(folder.resolve("jdks"));
        Run run = run(Map.of());
        assertEquals(3, run.exitCode());
        assertTrue(run.output().startsWith("tillpost: no JDK 25 found"), run.output());
        assertTrue(run.output().contains("apt install openjdk-25-jdk-headless"), run.output());
        assertTrue(run.output().contains("sdk install java 25-tem"), run.output());
    }

    @Test
    void aJdkOfAnotherVersionIsPassedOver() throws Exception {
        jdk("a-17", "17.0.12");
        jdk("b-25", "25.0.1");
        builtAll();
        assertEquals(new Run(0, "25.0.1 ran TillpostMain demo --once"), run(Map.of(), "demo", "--once"));
    }

    @Test
    void aJavaWithoutACompilerIsNoJdk() throws Exception {
        Files.delete(jdk("jre", "25").resolve("bin/javac"));
        assertEquals(3, run(Map.of()).exitCode());
    }

    @Test
    void theNamedJdkMustBeOne() throws Exception {
        jdk("good", "25");
        Path wrong = jdk("wrong", "21");
        Run run = run(Map.of("TILLPOST_JAVA_HOME", wrong.toString()));
        assertEquals(new Run(3, "tillpost: TILLPOST_JAVA_HOME=" + wrong + " is not a JDK 25."), run);
    }

    @Test
    void withoutMavenItSaysWhatToInstall() throws Exception {
        jdk("25", "25");
        Run run = run(Map.of());
        assertEquals(3, run.exitCode());
        assertTrue(run.output().startsWith("tillpost: Maven is missing"), run.output());
    }

    @Test
    void whatIsMissingIsBuiltWithOneLinePerModule() throws Exception {
        jdk("25", "25");
        maven("for m in " + String.join(" ", MODULES) + "; do mkdir -p $m/target/lib; : > $m/target/$m-1.jar;"
                + " echo \"[INFO] Building Tillpost $m 1 [1/5]\"; done");
        Run run = run(Map.of(), "demo");
        assertEquals(0, run.exitCode(), run.output());
        for (String module : MODULES) {
            assertTrue(run.output().contains("s  " + module + "\n"), run.output());
        }
        assertTrue(run.output().endsWith("25 ran TillpostMain demo"), run.output());
        assertEquals("25 ran TillpostMain demo", run(Map.of(), "demo").output(), "warm: no build");
    }

    @Test
    void whatIsMadeOfOtherSourcesIsBuiltAlsoIfTheyAreOlder() throws Exception {
        jdk("25", "25");
        builtAll();
        maven("echo called");
        assertEquals("25 ran TillpostMain", run(Map.of()).output());
        Path changed = checkout.resolve("edge-agent/src/main/java/A.java");
        old(Files.writeString(changed, "class A { int olderRelease; }"));
        Path classes = Files.createDirectories(checkout.resolve("edge-agent/target/classes"));
        Path others = Files.createDirectories(checkout.resolve("protocol/target/classes"));
        assertTrue(run(Map.of()).output().contains("Building Tillpost"));
        assertFalse(Files.exists(classes), "Maven takes classes that are newer than their sources");
        assertTrue(Files.exists(others), "nothing changed there");
        assertEquals("25 ran TillpostMain", run(Map.of()).output());
        Files.delete(changed);
        assertTrue(run(Map.of()).output().contains("Building Tillpost"), "a file that is gone");
    }

    @Test
    void aCopyOfWhatIsBuiltIsNotBuiltAgainWhateverItsTimes() throws Exception {
        jdk("25", "25");
        builtAll();
        assertEquals("25 ran TillpostMain", run(Map.of()).output());
        for (String module : MODULES) {
            Files.setLastModifiedTime(checkout.resolve(module + "/src/main/java/A.java"),
                    FileTime.from(Instant.now().plusSeconds(60)));
        }
        assertEquals("25 ran TillpostMain", run(Map.of()).output());
    }

    @Test
    void whereABuildFailedOrAnEarlierLauncherBuiltItIsBuilt() throws Exception {
        jdk("25", "25");
        builtAll();
        assertEquals("25 ran TillpostMain", run(Map.of()).output());
        Path source = checkout.resolve("protocol/src/main/java/A.java");
        Files.writeString(source, "class");
        maven("exit 1");
        assertEquals(3, run(Map.of()).exitCode());
        Files.writeString(source, "class A {}");
        maven("echo called");
        assertTrue(run(Map.of()).output().contains("Building Tillpost"), "half of it may be new");
        Files.writeString(checkout.resolve("installer/target/.built"), "");
        assertTrue(run(Map.of()).output().contains("Building Tillpost"));
    }

    @Test
    void whatTheBenchAddsIsBuiltWhenItIsAskedForAndNotBuiltAgain() throws Exception {
        jdk("25", "25");
        builtAll();
        Path bench = Files.createDirectories(checkout.resolve("installer/bench/src/main/java"));
        Files.writeString(bench.resolve("A.java"), "class A {}");
        maven("mkdir -p installer/bench/target/lib; : > installer/bench/target/bench-1.jar");
        assertEquals("25 ran TillpostMain", run(Map.of()).output());
        assertTrue(run(Map.of(), "bench").output().contains("Building Tillpost"));
        assertFalse(run(Map.of(), "bench").output().contains("Building Tillpost"));
        assertEquals("25 ran TillpostMain", run(Map.of()).output());
        Files.writeString(bench.resolve("A.java"), "class A { }");
        assertEquals("25 ran TillpostMain", run(Map.of()).output());
        assertTrue(run(Map.of(), "bench").output().contains("Building Tillpost"));
    }

    @Test
    void aFailedBuildEndsWithItsErrors() throws Exception {
        jdk("25", "25");
        maven("echo '[INFO] noise'; echo '[ERROR] A.java:[1,1] class expected'; exit 1");
        Run run = run(Map.of());
        assertEquals(3, run.exitCode());
        assertTrue(run.output().contains("[ERROR] A.java:[1,1] class expected\ntillpost: the build failed"),
                run.output());
        assertFalse(run.output().contains("noise"), run.output());
    }

    private Run run(Map<String, String> more, String... arguments) throws Exception {
        var command = new java.util.ArrayList<>(List.of(which("bash").toString(), checkout + "/tillpost"));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment()
                .putAll(Map.of("PATH", bin.toString(), "HOME", folder.toString(), "TILLPOST_JDK_SEARCH",
                        jdks()));
        builder.environment().putAll(more);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        return new Run(process.waitFor(), output);
    }

    private String jdks() throws IOException {
        Path jdks = Files.createDirectories(folder.resolve("jdks"));
        try (var all = Files.list(jdks)) {
            return String.join(":", all.map(Path::toString).sorted().toList());
        }
    }

    private Path jdk(String name, String version) throws IOException {
        Path jdk = folder.resolve("jdks/" + name);
        Files.createDirectories(jdk.resolve("bin"));
        Files.writeString(jdk.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
        program(jdk.resolve("bin/javac"), "exit 0");
        program(jdk.resolve("bin/java"),
                "for main in \"$@\"; do shift; case $main in io.tillpost.*Main) break ;; esac; done; "
                        + "echo " + version + " ran ${main##*.} $@");
        return jdk;
    }

    private void maven(String script) throws IOException {
        program(bin.resolve("mvn"), script);
    }

    private void builtAll() throws IOException {
        for (String module : MODULES) {
            Files.createDirectories(checkout.resolve(module + "/target/lib"));
            Files.writeString(checkout.resolve(module + "/target/" + module + "-1.jar"), "");
        }
        Files.writeString(checkout.resolve("installer/target/.built"), "as-it-is\n");
    }

    private void program(Path file, String script) throws IOException {
        Files.writeString(file, "#!" + which("bash") + "\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static Path which(String tool) {
        return List.of("/usr/bin", "/bin").stream().map(place -> Path.of(place, tool))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow();
    }

    private static void old(Path path) throws IOException {
        Files.setLastModifiedTime(path, FileTime.from(LONG_AGO));
    }
}
