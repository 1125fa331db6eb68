package io.tillpost.installer.faults.each;

import io.tillpost.installer.faults.world.Box;
import io.tillpost.installer.faults.world.World;
import java.io.IOException;
import java.util.Optional;

/// One of the thirty. It strikes while tills sell; what must hold afterwards, the oracle decides.
public interface Fault {
    /// From 1 to 30, as in docs/reference/faults.md.
    int number();

    /// What happens, in a few words.
    String title();

    /// Why it cannot be struck on this machine; empty if it can.
    default Optional<String> missing() {
        return Optional.empty();
    }

    /// What of it cannot be struck on this machine, and why; empty if all can.
    default Optional<String> leftOut() {
        return Optional.empty();
    }

    /// The box that it strikes, selling. Faults that leave a box whole share one.
    default Box box(World world) throws IOException {
        return world.sharedBox();
    }

    /// Whether the box may lose sales that were not completed.
    default boolean mayForget() {
        return false;
    }

    /// Whether receipt numbers may be there twice, as docs/reference/faults.md says of this fault.
    default boolean mayNumberTwice() {
        return false;
    }

    /// Strikes, and heals what the world's own healing does not. Throws [UnseenException] when something did not happen
    /// that had to.
    void strike(Scene scene) throws IOException;

    /// Takes away what [#box] brought that is no part of the world; the box is stopped.
    default void clear() {}
}
