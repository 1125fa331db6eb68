package io.tillpost.central.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClientDirectoryTest {
    @TempDir
    Path folder;

    private Path agents(String json) throws IOException {
        return Files.writeString(folder.resolve("agents.json"), json);
    }

    private static String agent(String name, String store) {
        return "\"" + name + "\": {\"tenant\": \"acme\", \"store\": \"" + store + "\"}";
    }

    private String refusal(String json) throws IOException {
        Path file = agents(json);
        String message = String
                .valueOf(assertThrows(IOException.class, () -> ClientDirectory.open(file, Set.of(
                        "central"))).getMessage());
        return message.replace(file.toString(), "FILE");
    }

    @Test
    void agentsAndHeadOfficeAreFoundByTheirCommonNames() throws IOException {
        var directory = ClientDirectory.open(agents("{\"agents\": {" + agent("box-7", "s1") + "}}"),
                Set.of("central"));
        assertEquals(Optional.of(new Client.Agent("acme", "s1")), directory.find("box-7"));
        assertEquals(Optional.of(new Client.Central()), directory.find("central"));
        assertEquals(Optional.empty(), directory.find("box-8"));
    }

    @Test
    void aRefreshNamesWhoIsGoneOrBoundElsewhere() throws IOException {
        Path file = agents(
                "{\"agents\": {" + agent("stays", "s1") + "," + agent("moves", "s1") + "," + agent("goes",
                        "s1") + "}}");
        var directory = ClientDirectory.open(file, Set.of("central"));
        assertEquals(Set.of(), directory.refresh(), "nothing changed");
        agents("{\"agents\": {" + agent("stays", "s1") + "," + agent("moves", "s2") + "," + agent("new", "s3")
                + "}}");
        assertEquals(Set.of("moves", "goes"), directory.refresh());
        assertEquals(Optional.of(new Client.Agent("acme", "s2")), directory.find("moves"));
        assertTrue(directory.find("new").isPresent());
    }

    @Test
    void aFileThatCannotBeReadChangesNothing() throws IOException {
        Path file = agents("{\"agents\": {" + agent("box-7", "s1") + "}}");
        var directory = ClientDirectory.open(file, Set.of("central"));
        agents("{\"agents\": ");
        assertEquals(Set.of(), directory.refresh());
        Files.delete(file);
        assertEquals(Set.of(), directory.refresh());
        assertTrue(directory.find("box-7").isPresent());
    }

    @Test
    void aLargeFileIsHeard() throws IOException {
        Path file = agents("{\"agents\": {" + agent("box-7", "s1") + "}}");
        var directory = ClientDirectory.open(file, Set.of("central"));
        String serials = IntStream.range(0, 60_000)
                .mapToObj(i -> "\"" + Integer.toHexString(0x1000_0000 + i) + "00000000\"")
                .collect(Collectors.joining(","));
        agents("{\"agents\": {\"box-7\": {\"tenant\": \"acme\", \"store\": \"s1\", \"revoked\": [" + serials
                + "]}}}");
        assertTrue(Files.size(file) > 1 << 20);
        assertEquals(Set.of(), directory.refresh());
        var serial = new BigInteger("1000000000000000", 16);
        assertTrue(directory.isRevoked("box-7", serial));
        assertTrue(ClientDirectory.open(file, Set.of("central")).isRevoked("box-7", serial));
    }

    @Test
    void whoIsCalledLikeHeadOfficeLaterIsLeftOutAndTheRestIsTaken() throws IOException {
        Path file = agents("{\"agents\": {" + agent("box-7", "s1") + "}}");
        var directory = ClientDirectory.open(file, Set.of("central"));
        agents("{\"agents\": {" + agent("central", "s1") + "," + agent("box-8", "s1") + "}}");
        assertEquals(Set.of("box-7"), directory.refresh());
        assertEquals(Optional.of(new Client.Central()), directory.find("central"));
        assertTrue(directory.find("box-8").isPresent());
    }

    @Test
    void aWrongFileIsRefusedByItsPlaceAndReason() throws IOException {
        assertEquals("agents file FILE: 'central' is both an agent and head office",
                refusal("{\"agents\": {" + agent("central", "s1") + "}}"));
        assertTrue(refusal("{\"agents\": {" + agent("box", "No Store") + "}}").contains("/agents/box"));
        assertTrue(refusal("{\"agents\": {\"box\": {\"store\": \"s1\"}}}").contains("tenant"));
    }
}
