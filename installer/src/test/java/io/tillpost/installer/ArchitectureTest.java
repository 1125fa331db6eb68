package io.tillpost.installer;

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
@AnalyzeClasses(packages = "io.tillpost.installer", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String ROOT = "io.tillpost.installer.";

    /// Room -> rooms it may know. A room that is missing here fails the test.
    private static final Map<String, Set<String>> MAY_KNOW = Map.ofEntries(
            Map.entry("bridge", Set.of()),
            Map.entry("cardscan", Set.of()),
            Map.entry("demo",
                    Set.of("bridge", "evidence", "postgres", "shop", "stage", "supervisor", "tamper",
                            "world")),
            Map.entry("faults",
                    Set.of("evidence", "faults.driver", "faults.each", "faults.oracle", "faults.proxy",
                            "faults.world",
                            "postgres", "stage", "supervisor")),
            Map.entry("faults.driver", Set.of("faults.oracle", "faults.world", "stage", "supervisor")),
            Map.entry("faults.each",
                    Set.of("faults.driver", "faults.fleet", "faults.oracle", "faults.proxy", "faults.world",
                            "postgres", "sealed", "stage", "supervisor")),
            Map.entry("faults.fleet", Set.of("faults.oracle", "faults.world", "stage", "supervisor")),
            Map.entry("faults.oracle", Set.of()),
            Map.entry("faults.proxy", Set.of()),
            Map.entry("faults.world", Set.of("faults.proxy", "postgres", "shop", "stage", "supervisor")),
            Map.entry("evidence", Set.of("bridge", "sealed", "world")),
            Map.entry("sealed", Set.of()),
            Map.entry("launcher", Set.of("cardscan", "demo", "faults", "faults.world", "shop", "supervisor")),
            Map.entry("postgres", Set.of("supervisor")),
            Map.entry("shop", Set.of("postgres", "stage", "supervisor")),
            Map.entry("stage", Set.of("postgres", "supervisor")),
            Map.entry("supervisor", Set.of()),
            Map.entry("tamper", Set.of("sealed")),
            Map.entry("world", Set.of()));

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
    static final ArchRule theWorldKnowsNothingOfOurBooks = noClasses().that()
            .resideInAPackage(ROOT + "world")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.tillpost.device..", "io.tillpost.edge..", "io.tillpost.central..")
            .because("acquirer and bank see what the terminal recorded, as a file, and nothing else");

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
