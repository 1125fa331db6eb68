package io.tillpost.edge.catalog;

import static io.tillpost.edge.catalog.CatalogWorld.rows;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.protocol.event.ConfigApplied;
import io.tillpost.protocol.event.IncidentRaised;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Which catalogue counts, over restarts, crashes and damage.
class CatalogTest {
    private static final byte[] FIRST = rows("1,,Bread,2.50,7,food,,,");
    private static final byte[] SECOND = rows("1,,Bread,2.60,7,food,,,");
    private static final byte[] THIRD = rows("1,,Bread,2.70,7,food,,,");

    @TempDir
    private Path folder;

    @Test
    void whatWasAppliedCountsAlsoAfterARestart() throws Exception {
        AppliedCatalog applied;
        try (var world = new CatalogWorld(folder)) {
            assertEquals(Optional.empty(), world.catalog.applied());
            assertEquals(Optional.empty(), world.catalog.find("1"));
            applied = world.take(FIRST);
            assertEquals(1, applied.version());
            assertEquals(1, applied.articles());
        }
        try (var world = new CatalogWorld(folder)) {
            assertEquals(Optional.of(applied), world.catalog.applied());
            assertEquals(250, price(world));
            assertEquals(List.of(new ConfigApplied("catalog", 1, applied.sha256())),
                    world.events(ConfigApplied.class));
        }
    }

    @Test
    void aCandidateThatWasNotAppliedDoesNotCountAndItsFileGoes() throws Exception {
        try (var world = new CatalogWorld(folder)) {
            var _ = world.take(FIRST);
            var _ = world.prepare(SECOND);
            assertEquals(250, price(world));
            assertEquals(2, world.files().size());
        }
        Files.writeString(folder.resolve("catalog/torn.new"), "sku");
        try (var world = new CatalogWorld(folder)) {
            assertEquals(250, price(world));
            assertEquals(1, world.files().size());
        }
    }

    @Test
    void aCrashBetweenCommitAndShowLeavesTheNewOne() throws Exception {
        try (var world = new CatalogWorld(folder)) {
            var _ = world.apply(world.prepare(FIRST));
            assertEquals(Optional.empty(), world.catalog.find("1"));
        }
        try (var world = new CatalogWorld(folder)) {
            assertEquals(250, price(world));
        }
    }

    @Test
    void aTornFileIsAnIncidentAndTheOneBeforeCounts() throws Exception {
        AppliedCatalog first;
        AppliedCatalog second;
        try (var world = new CatalogWorld(folder)) {
            first = world.take(FIRST);
            second = world.take(SECOND);
            tear(world.file(second));
        }
        try (var world = new CatalogWorld(folder)) {
            assertEquals(250, price(world));
            assertEquals(Optional.of(first), world.catalog.applied());
            assertEquals(List.of(new IncidentRaised("catalog-damaged", "catalog",
                    "the file of version 2 is missing or is not what was applied")),
                    world.events(IncidentRaised.class));
        }
    }

    @Test
    void theNextImportKeepsTheLastGoodOneAsTheWayBack() throws Exception {
        AppliedCatalog first;
        try (var world = new CatalogWorld(folder)) {
            first = world.take(FIRST);
            tear(world.file(world.take(SECOND)));
        }
        AppliedCatalog third;
        try (var world = new CatalogWorld(folder)) {
            third = world.take(THIRD);
            assertEquals(3, third.version());
            assertEquals(270, price(world));
            assertTrue(Files.exists(world.file(first)));
            Files.delete(world.file(third));
        }
        try (var world = new CatalogWorld(folder)) {
            assertEquals(Optional.of(first), world.catalog.applied());
            assertEquals(250, price(world));
        }
    }

    @Test
    void withoutAnyGoodFileThereIsNoCatalogueAndAnImportMendsIt() throws Exception {
        try (var world = new CatalogWorld(folder)) {
            tear(world.file(world.take(FIRST)));
        }
        try (var world = new CatalogWorld(folder)) {
            assertEquals(Optional.empty(), world.catalog.applied());
            assertEquals(Optional.empty(), world.catalog.find("1"));
            assertEquals(2, world.take(FIRST).version());
            assertEquals(250, price(world));
        }
        try (var world = new CatalogWorld(folder)) {
            assertEquals(250, price(world));
        }
    }

    @Test
    void onlyTheFilesOfNowAndBeforeAreKept() throws Exception {
        try (var world = new CatalogWorld(folder)) {
            var _ = world.take(FIRST);
            AppliedCatalog second = world.take(SECOND);
            AppliedCatalog third = world.take(THIRD);
            assertEquals(Stream.of(second, third).map(one -> one.sha256() + ".catalog").sorted().toList(),
                    world.files());
        }
    }

    @Test
    void theFileOfAnImportThatIsUnderWayIsKept() throws Exception {
        try (var world = new CatalogWorld(folder)) {
            Catalog.Candidate waiting = world.prepare(THIRD);
            var _ = world.take(FIRST);
            var _ = world.take(SECOND);
            AppliedCatalog applied = world.apply(waiting);
            assertTrue(Files.exists(world.file(applied)));
            world.catalog.show(applied, waiting);
            assertEquals(270, price(world));
        }
    }

    @Test
    void ofTwoImportsAtOnceTheOneCommittedLastIsShown() throws Exception {
        try (var world = new CatalogWorld(folder)) {
            Catalog.Candidate one = world.prepare(FIRST);
            Catalog.Candidate other = world.prepare(SECOND);
            AppliedCatalog first = world.apply(one);
            AppliedCatalog second = world.apply(other);
            world.catalog.show(second, other);
            world.catalog.show(first, one);
            assertEquals(Optional.of(second), world.catalog.applied());
            assertEquals(260, price(world));
        }
    }

    private static long price(CatalogWorld world) {
        return world.catalog.find("1").orElseThrow().article().unitPrice().minor();
    }

    private static void tear(Path file) throws Exception {
        byte[] all = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(all, all.length - 1));
    }
}
