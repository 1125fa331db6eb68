package io.tillpost.edge;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.base.DescribedPredicate;
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
@AnalyzeClasses(packages = "io.tillpost.edge", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String ROOT = "io.tillpost.edge.";

    /// Room -> rooms it may know. A room that is missing here fails the test.
    private static final Map<String, Set<String>> MAY_KNOW = Map.ofEntries(
            Map.entry("cart", Set.of("journal", "decision", "shift", "sale", "voucher")),
            Map.entry("catalog", Set.of("journal", "decision", "file")),
            Map.entry("catalog.https", Set.of("catalog", "journal", "decision", "https")),
            Map.entry("cli", Set.of("catalog", "config", "file", "journal")),
            Map.entry("command", Set.of("journal")),
            Map.entry("config", Set.of()),
            Map.entry("decision", Set.of()),
            Map.entry("device", Set.of()),
            Map.entry("enrolment", Set.of("file")),
            Map.entry("enrolment.https", Set.of("enrolment", "https")),
            Map.entry("file", Set.of()),
            Map.entry("https", Set.of()),
            Map.entry("journal", Set.of()),
            Map.entry("journal.disk", Set.of("file")),
            Map.entry("journal.mirror", Set.of("journal.disk", "file")),
            Map.entry("journal.sqlite", Set.of("journal", "journal.disk", "journal.mirror", "file")),
            Map.entry("operator", Set.of("journal", "decision", "shift")),
            Map.entry("payment", Set.of("journal", "decision", "shift", "sale", "device")),
            Map.entry("queue", Set.of("journal", "sync")),
            Map.entry("receipt", Set.of("journal", "shift", "sale", "payment", "device", "receipt.paper")),
            Map.entry("receipt.paper", Set.of()),
            Map.entry("rebuild", Set.of("journal", "shift", "sale", "cart", "catalog", "payment", "receipt")),
            Map.entry("sale", Set.of("journal", "decision", "shift", "voucher")),
            Map.entry("settings", Set.of("journal", "file")),
            Map.entry("shift", Set.of("journal", "decision")),
            Map.entry("sync", Set.of("journal")),
            Map.entry("sync.https", Set.of("sync", "catalog.https", "https")),
            Map.entry("sync.mqtt", Set.of("sync")),
            Map.entry("till", Set.of("journal", "decision", "shift", "sale", "payment", "receipt", "device",
                    "sync", "operator", "cart", "catalog", "enrolment", "queue")),
            Map.entry("till.http", Set.of("till", "journal", "file")),
            Map.entry("training", Set.of()),
            Map.entry("voucher", Set.of("journal", "decision")));

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
    static final ArchRule headOfficeIsAnotherProgram = noClasses().should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.tillpost.central..", "io.tillpost.installer..")
            .because("agent and head office know each other by protocol alone");

    @ArchTest
    static final ArchRule sqlIsSpokenInOneRoom = noClasses().that()
            .resideOutsideOfPackage(ROOT + "journal.sqlite")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.sql..", "javax.sql..", "org.sqlite..")
            .because("the journal owns the store's one file and its one writer");

    @ArchTest
    static final ArchRule mqttIsSpokenInOneRoom = noClasses().that()
            .resideOutsideOfPackage(ROOT + "sync.mqtt")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.hivemq..");

    @ArchTest
    static final ArchRule httpIsSpokenInOneRoom = noClasses().that()
            .resideOutsideOfPackage(ROOT + "till.http")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.helidon..");

    @ArchTest
    static final ArchRule modesOfFilesAreSetInOneRoom = noClasses().that()
            .resideOutsideOfPackage(ROOT + "file")
            .should()
            .dependOnClassesThat()
            .haveNameMatching("java\\.nio\\.file\\.attribute\\.Posix.*")
            .because("some systems have none");

    @ArchTest
    static final ArchRule fontsAreDrawnInOneRoom = noClasses().that()
            .resideOutsideOfPackage(ROOT + "receipt.paper")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.pdfbox..", "org.apache.fontbox..", "java.awt..");

    @ArchTest
    static final ArchRule theMachinesGraphicsAreNotAskedFor = noClasses().should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.awt", "java.awt.image..", "java.awt.font..", "javax.imageio..")
            .because("a bare machine has neither fonts nor their libraries");

    @ArchTest
    static final ArchRule driversAreChosenByTheRoot = noClasses().that()
            .resideInAPackage(ROOT + "(**)")
            .and()
            .resideOutsideOfPackage(ROOT + "config")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.tillpost.device.terminal.zvt..", "io.tillpost.device.printer.escpos..",
                    "io.tillpost.device.line..", "io.tillpost.device.simulator..")
            .because("rooms know card terminals and printers, not families and wires");

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
            .and(DescribedPredicate.describe("have no subclass", type -> type.getAllSubclasses().isEmpty()))
            .should()
            .haveModifier(com.tngtech.archunit.core.domain.JavaModifier.FINAL)
            .orShould()
            .haveModifier(com.tngtech.archunit.core.domain.JavaModifier.ABSTRACT);
}
