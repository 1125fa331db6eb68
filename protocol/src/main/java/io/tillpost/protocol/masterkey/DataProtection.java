package io.tillpost.protocol.masterkey;

import java.util.Locale;

/// What Windows' Data Protection API does: bytes that only this user of this machine can read again.
interface DataProtection {
    /// Makes them unreadable for everybody else.
    byte[] protect(byte[] plain);

    /// Throws [MasterKeyException] when they were protected for another user or machine, or were changed.
    byte[] unprotect(byte[] guarded);

    /// That of this machine. Throws [MasterKeyException] where it is none of Windows.
    static DataProtection ofThisMachine() {
        return of(System.getProperty("os.name", ""));
    }

    /// That of a machine with this operating system.
    static DataProtection of(String system) {
        if (!system.toLowerCase(Locale.ROOT).startsWith("windows")) {
            throw new MasterKeyException("a master key from DPAPI needs Windows, and this is " + system
                    + "; use a systemd credential or a file");
        }
        return WindowsDataProtection.load();
    }
}
