package io.tillpost.device.line.serial;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.device.line.Line;
import io.tillpost.device.line.LineLostException;
import io.tillpost.device.line.pty.PseudoTerminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A real serial port in the operating system's eyes, with a pseudo-terminal as cable.
class SerialLineTest {
    private static final byte XON = 0x11;
    private static final byte XOFF = 0x13;
    private static final Duration LONG = Duration.ofSeconds(5);

    @Test
    void everyByteValuePassesUnchangedInBothDirections() throws Exception {
        byte[] all = new byte[256];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }
        try (var cable = PseudoTerminal.open(); var port = open(cable.slave())) {
            port.write(all, LONG);
            assertArrayEquals(all, read(cable.master(), all.length));
            cable.master().write(all, LONG);
            assertArrayEquals(all, read(port, all.length));
        }
    }

    /// Its buffer is full: it says so, and says when it has room again.
    @Test
    void aDeviceThatHoldsUsUpLosesNothing() throws Exception {
        byte[] job = {'a', 'b', 'c'};
        try (var cable = PseudoTerminal.open();
                var port = SerialLine
                        .open(new SerialSettings(cable.slave().toString(), 9600, 8, Parity.NONE, 2,
                                FlowControl.XONXOFF));
                var threads = Executors.newSingleThreadExecutor()) {
            cable.master().write(new byte[]{XOFF, 'x'}, LONG);
            assertArrayEquals(new byte[]{'x'}, read(port, 1));
            var writing = threads.submit(() -> {
                port.write(job, LONG);
                return true;
            });
            assertEquals(0, cable.master().read(Duration.ofMillis(300)).length);
            cable.master().write(new byte[]{XON}, LONG);
            assertArrayEquals(job, read(cable.master(), job.length));
            assertTrue(writing.get(5, TimeUnit.SECONDS));
        }
    }

    @Test
    void aPortThatCannotBeHeldUpAsItIsSetIsNotOpened() throws Exception {
        try (var cable = PseudoTerminal.open()) {
            var refused = assertThrows(IOException.class, () -> SerialLine.open(new SerialSettings(
                    cable.slave().toString(), 9600, 8, Parity.NONE, 2, FlowControl.DTRDSR)));
            assertTrue(refused.toString().contains("flow=rtscts"), refused::toString);
        }
    }

    @Test
    void silenceIsAnEmptyRead() throws Exception {
        try (var cable = PseudoTerminal.open(); var port = open(cable.slave())) {
            assertEquals(0, port.read(Duration.ofMillis(10)).length);
            assertEquals(0, cable.master().read(Duration.ofMillis(10)).length);
        }
    }

    @Test
    void aPulledCableIsALostLine() throws Exception {
        var cable = PseudoTerminal.open();
        try (var port = open(cable.slave())) {
            cable.close();
            assertThrows(LineLostException.class, () -> read(port, 1));
            assertThrows(LineLostException.class, () -> port.write(new byte[]{1}, LONG));
            assertThrows(LineLostException.class, () -> cable.master().read(LONG));
        }
    }

    @Test
    void closingFreesABlockedReader() throws Exception {
        try (var cable = PseudoTerminal.open(); var threads = Executors.newCachedThreadPool()) {
            for (Line line : new Line[]{open(cable.slave()), cable.master()}) {
                Callable<byte[]> reading = () -> line.read(Duration.ofMinutes(1));
                var reader = threads.submit(reading);
                line.close();
                var lost = assertThrows(Exception.class, () -> reader.get(5, TimeUnit.SECONDS));
                assertTrue(lost.getCause() instanceof LineLostException, () -> "" + lost.getCause());
            }
        }
    }

    @Test
    void writingToALineThatSomebodyClosedIsALostLine() throws Exception {
        try (var cable = PseudoTerminal.open()) {
            var port = open(cable.slave());
            port.close();
            var lost = assertThrows(LineLostException.class, () -> port.write(new byte[]{1}, LONG));
            assertTrue(lost.toString().contains("was closed"), lost::toString);
        }
    }

    @Test
    void aWriteThatNobodyTakesEndsAtItsDeadlineAndLosesTheLine() throws Exception {
        try (var cable = PseudoTerminal.open(); var port = open(cable.slave())) {
            var lost = assertThrows(LineLostException.class, () -> {
                for (int i = 0; i < 100; i++) {
                    port.write(new byte[4096], Duration.ofMillis(200));
                }
            });
            assertTrue(lost.toString().contains("in time"), lost::toString);
            assertThrows(LineLostException.class, () -> port.read(LONG));
        }
    }

    @Test
    void theStableNameLeadsToTheNewCableAfterReplugging(@TempDir Path directory) throws Exception {
        Path name = directory.resolve("terminal");
        PseudoTerminal.open(name).close();
        assertFalse(Files.exists(name));
        try (var cable = PseudoTerminal.open(name); var port = open(name)) {
            port.write(new byte[]{42}, LONG);
            assertArrayEquals(new byte[]{42}, read(cable.master(), 1));
        }
    }

    @Test
    void anOrdinaryFileIsNotReplacedByTheStableName(@TempDir Path directory) throws Exception {
        Path file = Files.createFile(directory.resolve("precious"));
        assertThrows(IOException.class, () -> PseudoTerminal.open(file));
        assertTrue(Files.exists(file));
    }

    @Test
    void aPortInUseOrMissingIsNamed() throws Exception {
        try (var cable = PseudoTerminal.open(); var _ = open(cable.slave())) {
            var busy = assertThrows(IOException.class, () -> open(cable.slave()));
            assertTrue(busy.toString().contains(cable.slave().toString()), busy::toString);
        }
        var missing = assertThrows(IOException.class, () -> open(Path.of("/dev/ttyNoSuchPort")));
        assertTrue(missing.toString().contains("/dev/ttyNoSuchPort"), missing::toString);
    }

    @Test
    void theNativeLibraryComesFromAFolderOfOurOwn() throws Exception {
        try (var cable = PseudoTerminal.open(); var _ = open(cable.slave())) {
            Path folder = Path.of(System.getProperty("jSerialComm.library.path"));
            assertEquals("rwx------",
                    java.nio.file.attribute.PosixFilePermissions
                            .toString(Files.getPosixFilePermissions(folder)));
        }
    }

    @Test
    void everySupportedMachineHasItsNativeLibrary() {
        for (String[] machine : new String[][]{{"Linux", "amd64"}, {"Linux", "aarch64"},
            {"Windows 11", "amd64"},
            {"Windows 11", "aarch64"}, {"Mac OS X", "aarch64"}}) {
            String resource = PrivateNativeLibrary.resource(machine[0], machine[1]);
            assertTrue(com.fazecast.jSerialComm.SerialPort.class.getResource(resource) != null, resource);
        }
    }

    private static SerialLine open(Path port) throws IOException {
        return SerialLine.open(SerialSettings.zvt(port.toString()));
    }

    private static byte[] read(Line line, int count) throws IOException {
        var bytes = new ByteArrayOutputStream();
        long end = System.nanoTime() + LONG.toNanos();
        while (bytes.size() < count && System.nanoTime() - end < 0) {
            bytes.writeBytes(line.read(Duration.ofMillis(100)));
        }
        return bytes.toByteArray();
    }
}
