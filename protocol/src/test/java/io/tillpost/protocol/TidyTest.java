package io.tillpost.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/// Checks on the source text of the whole product, all modules, in the language of the project and with no further tool.
class TidyTest {
    /// What the checkout is called or where it lies must not matter, so paths are looked at from here.
    private static final Path ROOT = Path.of(System.getProperty("product.root"));
    /// A method longer than a screen is a table or two thoughts.
    private static final int LONGEST_METHOD_LINES = 60;
    /// A file longer than this holds two thoughts.
    private static final int LONGEST_FILE_LINES = 500;

    @Test
    void noMethodIsLongerThanAScreen() throws IOException {
        var compiler = ToolProvider.getSystemJavaCompiler();
        try (var files = compiler.getStandardFileManager(null, null, null)) {
            var task = (JavacTask) compiler.getTask(null, files, null, List.of("--release", "25"), null,
                    files.getJavaFileObjectsFromPaths(sources()));
            var tooLong = new ArrayList<String>();
            for (CompilationUnitTree unit : task.parse()) {
                new MethodLengths(unit, Trees.instance(task), tooLong).scan(unit, null);
            }
            assertEquals(List.of(), tooLong);
        }
    }

    @Test
    void noFileHoldsTwoThoughts() throws IOException {
        var tooLong = new ArrayList<String>();
        for (Path source : sources()) {
            int lines = Files.readAllLines(source).size();
            if (lines > LONGEST_FILE_LINES) {
                tooLong.add(source + " is " + lines + " lines");
            }
        }
        assertEquals(List.of(), tooLong);
    }

    @Test
    void everyRoomSaysWhatItIsFor() throws IOException {
        var silent = sources().stream()
                .filter(source -> ROOT.relativize(source).toString().contains("/src/main/"))
                .map(Path::getParent)
                .distinct()
                .filter(room -> !Files.exists(room.resolve("package-info.java")))
                .toList();
        assertEquals(List.of(), silent);
    }

    private static List<Path> sources() throws IOException {
        try (var walk = Files.walk(ROOT)) {
            return walk.filter(path -> path.toString().endsWith(".java"))
                    .filter(path -> !ROOT.relativize(path).toString().contains("/target/"))
                    .sorted()
                    .toList();
        }
    }

    private static final class MethodLengths extends TreeScanner<Void, Void> {
        private final CompilationUnitTree unit;
        private final Trees trees;
        private final List<String> tooLong;

        MethodLengths(CompilationUnitTree unit, Trees trees, List<String> tooLong) {
            this.unit = unit;
            this.trees = trees;
            this.tooLong = tooLong;
        }

        @Override
        public Void visitMethod(MethodTree method, Void nothing) {
            if (method.getBody() != null) {
                var positions = trees.getSourcePositions();
                var lines = unit.getLineMap();
                long first = lines.getLineNumber(positions.getStartPosition(unit, method.getBody()));
                long last = lines.getLineNumber(positions.getEndPosition(unit, method.getBody()));
                if (last - first + 1 > LONGEST_METHOD_LINES) {
                    tooLong.add(unit.getSourceFile().getName() + ":" + first + " " + method.getName() + " is "
                            + (last - first + 1) + " lines");
                }
            }
            return super.visitMethod(method, null);
        }
    }
}
