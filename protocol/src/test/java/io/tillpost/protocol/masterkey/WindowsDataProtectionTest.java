package io.tillpost.protocol.masterkey;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The native calls, with functions in place of Windows' own that have the same signatures: every argument arrives where
/// dpapi.h says, and every answer is taken over and freed. Windows itself is not here.
@SuppressWarnings("restricted")
class WindowsDataProtectionTest {
    private static final byte[] SECRET = "0123456789abcdef".getBytes(UTF_8);
    private static final long DATA = 8;

    private final Arena arena = Arena.ofShared();
    private final List<Long> given = new ArrayList<>();
    private final List<Long> freed = new ArrayList<>();
    private int flags = -1;
    private byte[] entropy = {};
    private int answer = 1;
    private @Nullable DataProtection protection;

    @BeforeEach
    void plugIn() throws Exception {
        var crypt = FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, JAVA_INT,
                ADDRESS);
        MethodHandle turn = MethodHandles.lookup()
                .bind(this, "turn", MethodType.methodType(int.class, MemorySegment.class,
                        MemorySegment.class, MemorySegment.class, MemorySegment.class, MemorySegment.class,
                        int.class, MemorySegment.class));
        MethodHandle free = MethodHandles.lookup()
                .bind(this, "free", MethodType.methodType(MemorySegment.class, MemorySegment.class));
        var linker = Linker.nativeLinker();
        Map<String, MemorySegment> functions = Map.of("CryptProtectData",
                linker.upcallStub(turn, crypt, arena), "CryptUnprotectData",
                linker.upcallStub(turn, crypt, arena), "LocalFree",
                linker.upcallStub(free, FunctionDescriptor.of(ADDRESS, ADDRESS), arena));
        SymbolLookup library = name -> Optional.ofNullable(functions.get(name));
        protection = new WindowsDataProtection(library, "errno");
    }

    @AfterEach
    void end() {
        arena.close();
    }

    @Test
    void whatIsProtectedComesBackAndAllMemoryIsFreed() {
        byte[] guarded = protection().protect(SECRET);
        assertFalse(Arrays.equals(SECRET, guarded));
        assertArrayEquals(SECRET, protection().unprotect(guarded));
        assertEquals(given, freed);
        assertEquals(2, freed.size());
        assertEquals(1, flags, "no dialog");
        assertEquals("tillpost/master-key/1", new String(entropy, UTF_8));
    }

    @Test
    void aRefusalIsSaidWithItsNumberAndWithoutTheKey() {
        answer = 0;
        var thrown = assertThrows(MasterKeyException.class, () -> protection().unprotect(SECRET));
        String message = String.valueOf(thrown.getMessage());
        assertTrue(message.startsWith("CryptUnprotectData failed with error "), message);
        assertFalse(message.contains(HexFormat.of().formatHex(SECRET)) || message.contains("0123"), message);
        assertEquals(List.of(), freed);
    }

    private DataProtection protection() {
        return Objects.requireNonNull(protection);
    }

    /// Called from native code.
    int turn(MemorySegment in, MemorySegment description, MemorySegment more, MemorySegment reserved,
            MemorySegment prompt, int theFlags, MemorySegment out) {
        assertEquals(0, description.address() + reserved.address() + prompt.address());
        flags = theFlags;
        entropy = bytes(more);
        if (answer == 0) {
            return 0;
        }
        byte[] bytes = bytes(in);
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] ^= 0x5a;
        }
        MemorySegment data = arena.allocateFrom(JAVA_BYTE, bytes);
        given.add(data.address());
        var blob = out.reinterpret(DATA + ADDRESS.byteSize());
        blob.set(JAVA_INT, 0, bytes.length);
        blob.set(ADDRESS, DATA, data);
        return 1;
    }

    /// Called from native code.
    MemorySegment free(MemorySegment data) {
        freed.add(data.address());
        return MemorySegment.NULL;
    }

    private static byte[] bytes(MemorySegment pointer) {
        var blob = pointer.reinterpret(DATA + ADDRESS.byteSize());
        return blob.get(ADDRESS, DATA).reinterpret(blob.get(JAVA_INT, 0)).toArray(JAVA_BYTE);
    }
}
