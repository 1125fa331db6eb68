package io.tillpost.protocol;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// The picture in docs/architecture.md, as rules.
@AnalyzeClasses(packages = "io.tillpost.protocol", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String ROOT = "io.tillpost.protocol.";

    /// Room -> rooms it may know. A room that is missing here fails the test.
    private static final Map<String, Set<String>> MAY_KNOW = Map.ofEntries(Map.entry("money", Set.of()),
            Map.entry("json", Set.of()),
            Map.entry("journal", Set.of("seal")),
            Map.entry("card", Set.of("money")),
            Map.entry("event", Set.of("money", "card", "guard", "journal", "json")),
            Map.entry("guard", Set.of("card", "json")),
            Map.entry("log", Set.of("card")),
            Map.entry("seal", Set.of()),
            Map.entry("pem", Set.of()),
            Map.entry("failpoint", Set.of()),
            Map.entry("failure", Set.of()),
            Map.entry("masterkey", Set.of("seal")),
            Map.entry("tls", Set.of()),
            Map.entry("trace", Set.of()),
            Map.entry("broker", Set.of()),
            Map.entry("enrol", Set.of("journal", "broker")),
            Map.entry("sync", Set.of("journal", "event", "json")));

    @ArchTest
    static void everyRoomIsInTheTable(JavaClasses all) {
        Set<String> missing = all.stream()
                .map(c -> c.getPackage())
                .map(JavaPackage::getName)
                .filter(name -> name.startsWith(ROOT))
                .map(name -> name.substring(ROOT.length()))
                .filter(room -> !MAY_KNOW.containsKey(room))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(Set.of(), missing, "rooms that the table does not list: say which rooms they may know");
    }

    @ArchTest
    static void roomsKnowOnlyTheirNeighbours(JavaClasses all) {
        MAY_KNOW.forEach((room, friends) -> {
            List<String> strangers = new ArrayList<>(MAY_KNOW.keySet());
            strangers.remove(room);
            strangers.removeAll(friends);
            noClasses().that()
                    .resideInAPackage(ROOT + room)
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(strangers.stream().map(ROOT::concat).toArray(String[]::new))
                    .because("MAY_KNOW says whom a room may know")
                    .check(all);
        });
    }

    @ArchTest
    static final ArchRule theProtocolKnowsNobodyElse = noClasses().should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.tillpost.device..", "io.tillpost.edge..", "io.tillpost.central..",
                    "io.tillpost.installer..")
            .because("both sides agree on the protocol, so it may lean on neither");

    @ArchTest
    static final ArchRule theProtocolDoesNoInputOrOutput = noClasses().that()
            .resideOutsideOfPackages(ROOT + "masterkey", ROOT + "failure")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.nio.file..", "java.net..", "java.sql..", "java.nio.channels..")
            .because(
                    "protocol is pure but for the room where master keys come from, and the one that names what went wrong with a file: the same bytes in, the same bytes out");

    @ArchTest
    static final ArchRule jacksonIsConfiguredInOneRoom = noClasses().that()
            .resideOutsideOfPackage(ROOT + "json")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("com.fasterxml.jackson.core..", "com.fasterxml.jackson.databind..")
            .because("other rooms use its annotations only; the strict codec is in json");

    @ArchTest
    static final ArchRule theWallClockAndTheEnvironmentAreHandedIn = noClasses().should()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(Clock.class, "systemUTC")
            .orShould()
            .callMethod(Clock.class, "systemDefaultZone")
            .orShould()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(System.class, "getenv", String.class)
            .because("only a main asks the machine for the time or the environment");

    @ArchTest
    static final ArchRule moneyIsNeverFloating = fields().should()
            .notHaveRawType(double.class)
            .andShould()
            .notHaveRawType(float.class)
            .andShould()
            .notHaveRawType(Double.class)
            .andShould()
            .notHaveRawType(Float.class);

    @ArchTest
    static final ArchRule staticsAreFinal = fields().that().areStatic().should().beFinal();

    @ArchTest
    static final ArchRule noCycles = slices().matching(ROOT + "(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule classesAreFinalSealedOrAbstract = classes().that()
            .areTopLevelClasses()
            .and()
            .areNotInterfaces()
            .and()
            .areNotEnums()
            .and()
            .areNotRecords()
            .should()
            .haveModifier(JavaModifier.FINAL)
            .orShould()
            .haveModifier(JavaModifier.ABSTRACT);
}
