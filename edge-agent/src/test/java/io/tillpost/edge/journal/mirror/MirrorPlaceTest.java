package io.tillpost.edge.journal.mirror;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tillpost.edge.journal.disk.DiskOf;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is said of the place of a mirror.
class MirrorPlaceTest {
    /// In memory on most Linux machines, so not on the disk of a data folder.
    private static final Path OTHER_DISK = Path.of("/dev/shm");

    @TempDir
    private Path folder = Path.of("");

    @Test
    void aMirrorOnTheDiskOfItsJournalIsAdvisedToBeElsewhere() throws IOException {
        Path mirror = Files.createDirectory(folder.resolve("mirror"));
        String advice = MirrorPlace.advice(folder, mirror).orElseThrow();
        assertTrue(advice.contains("same disk") && advice.contains("set journal.mirrorFolder"), advice);
        Path link = Files.createSymbolicLink(folder.resolve("link"), mirror);
        assertTrue(MirrorPlace.advice(folder, link).isPresent(), "where it leads to counts");
    }

    @Test
    void aMirrorThatIsNotThereIsNotAdvisedOn() {
        assertEquals(Optional.empty(), MirrorPlace.advice(folder, folder.resolve("unplugged")));
    }

    @Test
    void aMirrorOnAnotherDiskIsWhereItShouldBe() {
        assumeTrue(DiskOf.both(folder, OTHER_DISK).filter(same -> !same).isPresent(),
                "no second disk on this machine");
        assertEquals(Optional.empty(), MirrorPlace.advice(folder, OTHER_DISK));
    }
}
