package io.tillpost.device.line.pty;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// The few C library calls a pseudo-terminal needs, on Linux.
final class Posix {
    // asm-generic/fcntl.h, the same on x86-64 and arm64.
    private static final int O_RDWR = 0x2;
    private static final int O_NOCTTY = 0x100;
    private static final int O_NONBLOCK = 0x800;
    private static final int O_CLOEXEC = 0x80000;
    private static final int OPEN_FLAGS = O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC;
    private static final int EINTR = 4;
    private static final int EAGAIN = 11;
    /// struct termios is 60 bytes with glibc and musl; room to spare costs nothing.
    private static final int TERMIOS_ROOM_BYTES = 256;
    private static final int TCSANOW = 0;
    private static final int TCIFLUSH = 0;
    private static final int NAME_BYTES = 128;

    static final short POLLIN = 0x1;
    static final short POLLOUT = 0x4;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final MemoryLayout CALL_STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = CALL_STATE
            .varHandle(MemoryLayout.PathElement.groupElement("errno"));
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final ValueLayout.OfLong SIZE = ValueLayout.JAVA_LONG;

    private static final MethodHandle POSIX_OPENPT = call("posix_openpt", FunctionDescriptor.of(INT, INT));
    private static final MethodHandle GRANTPT = call("grantpt", FunctionDescriptor.of(INT, INT));
    private static final MethodHandle UNLOCKPT = call("unlockpt", FunctionDescriptor.of(INT, INT));
    private static final MethodHandle PTSNAME = call("ptsname_r",
            FunctionDescriptor.of(INT, INT, ValueLayout.ADDRESS, SIZE));
    private static final MethodHandle OPEN = call("open",
            FunctionDescriptor.of(INT, ValueLayout.ADDRESS, INT),
            Linker.Option.firstVariadicArg(2));
    private static final MethodHandle TCGETATTR = call("tcgetattr",
            FunctionDescriptor.of(INT, INT, ValueLayout.ADDRESS));
    private static final MethodHandle TCSETATTR = call("tcsetattr",
            FunctionDescriptor.of(INT, INT, INT, ValueLayout.ADDRESS));
    private static final MethodHandle TCFLUSH = call("tcflush", FunctionDescriptor.of(INT, INT, INT));
    private static final MethodHandle CFMAKERAW = call("cfmakeraw",
            FunctionDescriptor.ofVoid(ValueLayout.ADDRESS));
    private static final MethodHandle POLL = call("poll",
            FunctionDescriptor.of(INT, ValueLayout.ADDRESS, SIZE, INT));
    private static final MethodHandle READ = call("read",
            FunctionDescriptor.of(SIZE, INT, ValueLayout.ADDRESS, SIZE));
    private static final MethodHandle WRITE = call("write",
            FunctionDescriptor.of(SIZE, INT, ValueLayout.ADDRESS, SIZE));
    private static final MethodHandle CLOSE = call("close", FunctionDescriptor.of(INT, INT));

    private Posix() {}

    /// Opens and unlocks a new pseudo-terminal; the answer is its master's descriptor.
    static int openMaster() throws IOException {
        int master = intCall("posix_openpt", state -> (int) POSIX_OPENPT.invokeExact(state, OPEN_FLAGS));
        intCall("grantpt", state -> (int) GRANTPT.invokeExact(state, master));
        intCall("unlockpt", state -> (int) UNLOCKPT.invokeExact(state, master));
        return master;
    }

    static Path slaveOf(int master) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocate(NAME_BYTES);
            intCall("ptsname_r",
                    state -> (int) PTSNAME.invokeExact(state, master, name, (long) NAME_BYTES));
            return Path.of(name.getString(0, StandardCharsets.UTF_8));
        }
    }

    static int open(Path path) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocateFrom(path.toString());
            return intCall("open " + path, state -> (int) OPEN.invokeExact(state, name, OPEN_FLAGS));
        }
    }

    /// No echo, no line editing, every byte as it is.
    static void makeRaw(int terminal) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment termios = arena.allocate(TERMIOS_ROOM_BYTES);
            intCall("tcgetattr", state -> (int) TCGETATTR.invokeExact(state, terminal, termios));
            intCall("cfmakeraw", state -> {
                CFMAKERAW.invokeExact(state, termios);
                return 0;
            });
            intCall("tcsetattr", state -> (int) TCSETATTR.invokeExact(state, terminal, TCSANOW, termios));
        }
    }

    /// Drops what was written to the other side and not yet read here.
    static void dropUnread(int terminal) throws IOException {
        intCall("tcflush", state -> (int) TCFLUSH.invokeExact(state, terminal, TCIFLUSH));
    }

    /// Waits until one of `events` or a hang-up; false if nothing came in time.
    static boolean poll(int descriptor, short events, int timeoutMs) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment pollfd = arena.allocate(8, 4);
            pollfd.set(INT, 0, descriptor);
            pollfd.set(ValueLayout.JAVA_SHORT, 4, events);
            return longCall("poll", state -> (int) POLL.invokeExact(state, pollfd, 1L, timeoutMs)) > 0;
        }
    }

    /// Reads what is there, at most `max` bytes; empty if nothing is.
    static byte[] read(int descriptor, int max) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(max);
            long count = longCall("read",
                    state -> (long) READ.invokeExact(state, descriptor, buffer, (long) max));
            return buffer.asSlice(0, count).toArray(ValueLayout.JAVA_BYTE);
        }
    }

    /// Writes as much as the other side takes now and returns how many bytes that were.
    static int write(int descriptor, byte[] bytes, int offset) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes).asSlice(offset);
            return Math.toIntExact(longCall("write",
                    state -> (long) WRITE.invokeExact(state, descriptor, buffer, buffer.byteSize())));
        }
    }

    static void close(int descriptor) throws IOException {
        intCall("close", state -> (int) CLOSE.invokeExact(state, descriptor));
    }

    @FunctionalInterface
    private interface NativeCall {
        long invoke(MemorySegment state) throws Throwable;
    }

    private static int intCall(String name, NativeCall call) throws IOException {
        return Math.toIntExact(longCall(name, call));
    }

    /// Nothing there yet and an interrupted call both count as zero.
    private static long longCall(String name, NativeCall call) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(CALL_STATE);
            long result = call.invoke(state);
            if (result == 0 || result > 0) {
                return result;
            }
            int errno = (int) ERRNO.get(state, 0L);
            if (errno == EAGAIN || errno == EINTR) {
                return 0;
            }
            throw new IOException(name + " failed with errno " + errno);
        } catch (IOException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(name + " cannot be called", e);
        }
    }

    @SuppressWarnings("restricted") // Calling the C library is what this class is for.
    private static MethodHandle call(String name, FunctionDescriptor descriptor, Linker.Option... options) {
        var all = new Linker.Option[options.length + 1];
        System.arraycopy(options, 0, all, 0, options.length);
        all[options.length] = Linker.Option.captureCallState("errno");
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), descriptor, all);
    }
}
