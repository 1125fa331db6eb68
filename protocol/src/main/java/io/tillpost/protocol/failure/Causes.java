package io.tillpost.protocol.failure;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/// Why a file or port could not be used. Java's own message of a missing file is its bare path.
public final class Causes {
    private Causes() {}

    /// Why, for a message that names the thing itself, e.g. `no permission`.
    public static String why(Exception e) {
        return switch (e) {
            case NoSuchFileException _ -> "it is not there";
            case AccessDeniedException _ -> "no permission";
            case FileAlreadyExistsException _ -> "it is there already";
            case NotDirectoryException _ -> "it is no folder";
            case FileSystemException f when f.getReason() != null -> String.valueOf(f.getReason());
            case FileSystemException f -> "it cannot be used (" + f.getClass().getSimpleName() + ")";
            default -> e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        };
    }

    /// The whole message: of a file its path and why, e.g. `/etc/ca.pem: it is not there`.
    public static String inWords(Exception e) {
        String file = e instanceof FileSystemException f ? f.getFile() : null;
        return file == null ? why(e) : file + ": " + why(e);
    }
}
