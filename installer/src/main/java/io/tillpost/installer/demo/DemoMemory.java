package io.tillpost.installer.demo;

import io.tillpost.installer.supervisor.EnvironmentFault;
import io.tillpost.protocol.json.Json;
import io.tillpost.protocol.json.MalformedJsonException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a demo remembers from one run to the next, in a file of its state folder.
///
/// @param played business dates that are over
/// @param begun the business date that was begun and is not over
/// @param client OAuth client of this demo at head office
/// @param clientSecret its secret: the demo's own, on this machine only
record DemoMemory(List<LocalDate> played, @Nullable LocalDate begun, @Nullable String client,
        @Nullable String clientSecret) {
    private static final String FILE = "demo.json";

    DemoMemory {
        played = List.copyOf(played);
    }

    static DemoMemory read(StateFolder folder) {
        Path file = folder.root().resolve(FILE);
        try {
            return Files.exists(file)
                    ? Json.read(Files.readAllBytes(file), DemoMemory.class)
                    : new DemoMemory(List.of(), null, null, null);
        } catch (IOException | MalformedJsonException e) {
            throw new EnvironmentFault(
                    "cannot read " + file + ": " + e.getMessage() + "; --fresh begins anew", e);
        }
    }

    /// On disk, whole or not at all, when this returns.
    DemoMemory keep(StateFolder folder) {
        Path file = folder.root().resolve(FILE);
        Path fresh = folder.root().resolve(FILE + ".new");
        try {
            Files.write(fresh, Json.writePretty(this).getBytes(StandardCharsets.UTF_8));
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
            return this;
        } catch (IOException e) {
            throw new EnvironmentFault("cannot write " + file + ": " + e.getMessage(), e);
        }
    }

    DemoMemory begin(LocalDate day) {
        return new DemoMemory(played, day, client, clientSecret);
    }

    DemoMemory end(LocalDate day) {
        var days = new ArrayList<>(played);
        days.add(day);
        return new DemoMemory(days, null, client, clientSecret);
    }

    DemoMemory withClient(String id, String secret) {
        return new DemoMemory(played, begun, id, secret);
    }
}
