package io.tillpost.protocol.masterkey;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/// `CryptProtectData` and `CryptUnprotectData` of crypt32 (Win32 API, dpapi.h), called directly. 64-bit Windows.
@SuppressWarnings("restricted") // native calls: reached only on Windows, by whoever configures DPAPI
final class WindowsDataProtection implements DataProtection {
    /// `DATA_BLOB` (dpapi.h, wincrypt.h): DWORD cbData; BYTE *pbData.
    private static final StructLayout BLOB = MemoryLayout.structLayout(JAVA_INT.withName("cbData"),
            MemoryLayout.paddingLayout(ADDRESS.byteSize() - JAVA_INT.byteSize()),
            ADDRESS.withName("pbData"));
    private static final long LENGTH = BLOB.byteOffset(MemoryLayout.PathElement.groupElement("cbData"));
    private static final long DATA = BLOB.byteOffset(MemoryLayout.PathElement.groupElement("pbData"));
    /// Both functions: (blob in, description, blob entropy, reserved, prompt, flags, blob out) -> BOOL.
    private static final FunctionDescriptor CRYPT = FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS,
            ADDRESS, ADDRESS, JAVA_INT, ADDRESS);
    private static final FunctionDescriptor LOCAL_FREE = FunctionDescriptor.of(ADDRESS, ADDRESS);
    /// CRYPTPROTECT_UI_FORBIDDEN: a service has nobody to ask.
    private static final int NO_DIALOG = 0x1;
    /// No other program of this user that protects something protects the same.
    private static final byte[] PURPOSE = "tillpost/master-key/1"
            .getBytes(java.nio.charset.StandardCharsets.UTF_8);

    private final MethodHandle protect;
    private final MethodHandle unprotect;
    private final MethodHandle localFree;
    private final StructLayout state;
    private final VarHandle lastError;

    /// @param library where the functions are
    /// @param lastErrorName what the linker calls the thread's last error: `GetLastError` on Windows
    WindowsDataProtection(SymbolLookup library, String lastErrorName) {
        var linker = Linker.nativeLinker();
        var keepsError = Linker.Option.captureCallState(lastErrorName);
        protect = linker.downcallHandle(library.findOrThrow("CryptProtectData"), CRYPT, keepsError);
        unprotect = linker.downcallHandle(library.findOrThrow("CryptUnprotectData"), CRYPT, keepsError);
        localFree = linker.downcallHandle(library.findOrThrow("LocalFree"), LOCAL_FREE);
        state = Linker.Option.captureStateLayout();
        lastError = state.varHandle(MemoryLayout.PathElement.groupElement(lastErrorName));
    }

    /// From the system's own libraries.
    static WindowsDataProtection load() {
        SymbolLookup crypt = SymbolLookup.libraryLookup("crypt32", Arena.global());
        SymbolLookup kernel = SymbolLookup.libraryLookup("kernel32", Arena.global());
        return new WindowsDataProtection(crypt.or(kernel), "GetLastError");
    }

    @Override
    public byte[] protect(byte[] plain) {
        return call("CryptProtectData", protect, plain);
    }

    @Override
    public byte[] unprotect(byte[] guarded) {
        return call("CryptUnprotectData", unprotect, guarded);
    }

    private byte[] call(String name, MethodHandle function, byte[] bytes) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment in = blob(arena, bytes);
            MemorySegment entropy = blob(arena, PURPOSE);
            MemorySegment out = arena.allocate(BLOB);
            MemorySegment error = arena.allocate(state);
            int done = (int) function.invokeExact(error, in, MemorySegment.NULL, entropy, MemorySegment.NULL,
                    MemorySegment.NULL, NO_DIALOG, out);
            clear(in);
            if (done == 0) {
                throw new MasterKeyException(name + " failed with error " + (int) lastError.get(error, 0L)
                        + ": the key was protected for another user or machine, or was changed");
            }
            return takenOver(out);
        } catch (MasterKeyException e) {
            throw e;
        } catch (Throwable e) {
            throw new MasterKeyException(name + " cannot be called", e);
        }
    }

    private static MemorySegment blob(Arena arena, byte[] bytes) {
        MemorySegment blob = arena.allocate(BLOB);
        MemorySegment data = arena.allocateFrom(JAVA_BYTE, bytes);
        blob.set(JAVA_INT, LENGTH, bytes.length);
        blob.set(ADDRESS, DATA, data);
        return blob;
    }

    /// What came back lies in memory that Windows has allocated for us and we have to free.
    private byte[] takenOver(MemorySegment blob) throws Throwable {
        MemorySegment data = contents(blob);
        byte[] bytes = data.toArray(JAVA_BYTE);
        data.fill((byte) 0);
        MemorySegment left = (MemorySegment) localFree.invokeExact(blob.get(ADDRESS, DATA));
        if (!left.equals(MemorySegment.NULL)) {
            throw new MasterKeyException("LocalFree did not take the memory back");
        }
        return bytes;
    }

    private static void clear(MemorySegment blob) {
        contents(blob).fill((byte) 0);
    }

    private static MemorySegment contents(MemorySegment blob) {
        return blob.get(ADDRESS, DATA).reinterpret(Integer.toUnsignedLong(blob.get(JAVA_INT, LENGTH)));
    }
}
