package io.tillpost.edge.till.http;

import io.tillpost.edge.file.DurableFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// The token that tills show: whoever can read the file may sell. Never logged.
public final class ApiToken {
    private static final String FILE = "api-token";
    private static final int BYTES = 32;
    private static final String SCHEME = "Bearer ";

    private final byte[] token;

    private ApiToken(String token) {
        this.token = token.getBytes(StandardCharsets.UTF_8);
    }

    /// Reads the token in this folder, or makes one that only this user can read; it is on disk when this returns. A file
    /// that is empty, as a power cut may have left it by an earlier version, is no token: nobody could tell it from none.
    public static ApiToken in(Path folder, RandomGenerator random) throws IOException {
        Path file = folder.resolve(FILE);
        if (!Files.exists(file) || Files.readString(file).isBlank()) {
            var bytes = new byte[BYTES];
            random.nextBytes(bytes);
            DurableFile.replace(file,
                    (HexFormat.of().formatHex(bytes) + "\n").getBytes(StandardCharsets.UTF_8));
        }
        return new ApiToken(Files.readString(file).strip());
    }

    /// Whether an `Authorization` header shows it. Takes the same time for any wrong token.
    boolean isShownBy(String authorization) {
        return authorization.startsWith(SCHEME) && MessageDigest.isEqual(token,
                authorization.substring(SCHEME.length()).getBytes(StandardCharsets.UTF_8));
    }

    /// What an `Authorization` header shows, if it shows anything.
    static @Nullable String shownIn(String authorization) {
        return authorization.startsWith(SCHEME) ? authorization.substring(SCHEME.length()) : null;
    }
}
