package io.tillpost.device;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// The picture in docs/architecture.md, as rules.
@AnalyzeClasses(packages = "io.tillpost.device", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String ROOT = "io.tillpost.device.";

    /// Room -> rooms it may know. A room that is missing here fails the test.
    private static final Map<String, Set<String>> MAY_KNOW = Map.ofEntries(
            Map.entry("line", Set.of()),
            Map.entry("line.address", Set.of("line", "line.serial", "line.tcp")),
            Map.entry("line.pty", Set.of("line")),
            Map.entry("line.serial", Set.of("line")),
            Map.entry("line.tcp", Set.of("line")),
            Map.entry("printer", Set.of()),
            Map.entry("printer.escpos", Set.of("printer", "line")),
            Map.entry("simulator.printer",
                    Set.of("line", "line.pty", "line.tcp", "printer", "printer.escpos")),
            Map.entry("simulator.terminal", Set.of("line", "line.pty", "line.tcp", "terminal.zvt.frame")),
            Map.entry("terminal", Set.of()),
            Map.entry("terminal.zvt", Set.of("terminal", "terminal.zvt.frame", "line")),
            Map.entry("terminal.zvt.frame", Set.of()));

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
                    .allowEmptyShould(true)
                    .check(all);
        });
    }

    @ArchTest
    static final ArchRule ofTheProtocolOnlyMoneyAndCardAreKnown = noClasses().that()
            .resideInAPackage(ROOT + "(**)")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.tillpost.protocol.event..", "io.tillpost.protocol.journal..",
                    "io.tillpost.protocol.sync..", "io.tillpost.protocol.json..",
                    "io.tillpost.protocol.proof..",
                    "io.tillpost.edge..", "io.tillpost.central..", "io.tillpost.installer..")
            .because("drivers know amounts and cards; events, journals and the agent are above them");

    @ArchTest
    static final ArchRule serialPortsAreOpenedInOneRoom = noClasses().that()
            .resideOutsideOfPackage(ROOT + "line.serial")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.fazecast..")
            .because("line.serial alone knows jSerialComm and its traps");

    @ArchTest
    static final ArchRule foreignFunctionsAreCalledInOneRoom = noClasses().that()
            .resideOutsideOfPackage(ROOT + "line.pty")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("java.lang.foreign..");

    @ArchTest
    static final ArchRule theWallClockIsHandedIn = noClasses().that()
            .haveSimpleNameNotEndingWith("Main")
            .should()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(java.time.Clock.class, "systemUTC")
            .orShould()
            .callMethod(java.time.Clock.class, "systemDefaultZone")
            .orShould()
            .callMethod(java.time.Instant.class, "now")
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
            .haveModifier(com.tngtech.archunit.core.domain.JavaModifier.FINAL)
            .orShould()
            .haveModifier(com.tngtech.archunit.core.domain.JavaModifier.ABSTRACT);
}
