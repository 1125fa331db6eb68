package io.tillpost.central;

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
@AnalyzeClasses(packages = "io.tillpost.central", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String ROOT = "io.tillpost.central.";

    /// Room -> rooms it may know; its `.http`, `.sql` and `.mqtt` parts belong to it, and what they alone need beside
    /// is added in [#PART_MAY_ALSO_KNOW]. A room that is missing here fails the test.
    private static final Map<String, Set<String>> MAY_KNOW = Map.ofEntries(
            Map.entry("apikey", Set.of("database", "identity")),
            Map.entry("audit", Set.of("database")),
            Map.entry("broker", Set.of()),
            Map.entry("catalog", Set.of("database", "store")),
            Map.entry("command", Set.of("database", "incident", "store")),
            Map.entry("configuration", Set.of("database", "enrolment", "store")),
            Map.entry("config", Set.of("broker", "database", "vault")),
            Map.entry("database", Set.of()),
            Map.entry("enrolment", Set.of("database", "identity", "incident", "ingest", "store")),
            Map.entry("http", Set.of("database")),
            Map.entry("idempotency", Set.of("database", "vault")),
            Map.entry("identity", Set.of("database")),
            Map.entry("incident", Set.of("database")),
            Map.entry("ingest",
                    Set.of("database", "incident", "ledger", "payment", "shift", "store", "vault",
                            "voucher")),
            Map.entry("issuer", Set.of("database", "identity")),
            Map.entry("limit", Set.of()),
            Map.entry("ledger", Set.of("database", "payment", "store")),
            Map.entry("payment", Set.of("database", "store")),
            Map.entry("reconciliation",
                    Set.of("database", "ledger", "payment", "shift", "statement", "store", "voucher")),
            Map.entry("shift", Set.of("database", "ledger")),
            Map.entry("statement", Set.of("database", "payment", "store")),
            Map.entry("store", Set.of("database")),
            Map.entry("vault", Set.of("database")),
            Map.entry("voucher", Set.of("database")));

    /// HTTP is plumbing of the rooms' `.http` parts; the filters stand in front of the routes.
    private static final Map<String, Set<String>> PART_MAY_ALSO_KNOW = Map.of("http",
            Set.of("http"), "sql", Set.of(), "mqtt", Set.of(), "file", Set.of());

    @ArchTest
    static void everyRoomIsInTheTable(JavaClasses all) {
        Set<String> missing = all.stream()
                .map(c -> c.getPackage())
                .map(JavaPackage::getName)
                .filter(name -> name.startsWith(ROOT))
                .map(name -> name.substring(ROOT.length()))
                .filter(name -> !isListed(name))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(Set.of(), missing, "rooms that the table does not list: say which rooms they may know");
    }

    private static boolean isListed(String name) {
        String[] steps = name.split("\\.", -1);
        return MAY_KNOW.containsKey(steps[0])
                && (steps.length == 1 || (steps.length == 2 && PART_MAY_ALSO_KNOW.containsKey(steps[1])));
    }

    @ArchTest
    static void roomsKnowOnlyTheirNeighbours(JavaClasses all) {
        MAY_KNOW.forEach((room, friends) -> {
            check(all, ROOT + room, room, friends);
            PART_MAY_ALSO_KNOW.forEach((part, more) -> {
                Set<String> both = new TreeSet<>(friends);
                both.addAll(more);
                check(all, ROOT + room + "." + part, room, both);
            });
        });
    }

    private static void check(JavaClasses all, String home, String room, Set<String> friends) {
        List<String> strangers = new ArrayList<>(MAY_KNOW.keySet());
        strangers.remove(room);
        strangers.removeAll(friends);
        noClasses().that()
                .resideInAPackage(home)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        strangers.stream().map(stranger -> ROOT + stranger + "..").toArray(String[]::new))
                .because("MAY_KNOW says whom a room may know")
                .allowEmptyShould(true)
                .check(all);
    }

    @ArchTest
    static void rulesKnowNoneOfTheirParts(JavaClasses all) {
        for (String room : MAY_KNOW.keySet()) {
            noClasses().that()
                    .resideInAPackage(ROOT + room)
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(ROOT + room + ".sql..", ROOT + room + ".mqtt..")
                    .because("a room's rules are plain Java; storage and wires are plugged in by the root")
                    .allowEmptyShould(true)
                    .check(all);
        }
    }

    @ArchTest
    static final ArchRule otherSidesStayOutside = noClasses().should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.tillpost.edge..", "io.tillpost.device..", "io.tillpost.installer..")
            .because("head office and the store share nothing but the protocol");

    @ArchTest
    static final ArchRule sqlStaysInSql = noClasses().that()
            .resideOutsideOfPackages("..sql..", ROOT + "database..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.sql..", "javax.sql..", "org.postgresql..", "com.zaxxer..",
                    "org.flywaydb..");

    @ArchTest
    static final ArchRule mqttStaysInMqtt = noClasses().that()
            .resideOutsideOfPackage("..mqtt..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.hivemq..");

    @ArchTest
    static final ArchRule theBrokerIsRunInOneRoom = noClasses().that()
            .resideOutsideOfPackage(ROOT + "broker..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.activemq..");

    @ArchTest
    static final ArchRule helidonStaysInHttp = noClasses().that()
            .resideOutsideOfPackage("..http..")
            .and()
            .haveSimpleNameNotEndingWith("Main")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.helidon..");

    @ArchTest
    static final ArchRule theWallClockIsHandedIn = noClasses().that()
            .haveSimpleNameNotEndingWith("Main")
            .should()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(Clock.class, "systemUTC")
            .orShould()
            .callMethod(Clock.class, "systemDefaultZone")
            .orShould()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(System.class, "getenv", String.class)
            .orShould()
            .callMethod(System.class, "getenv")
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
    static final ArchRule noCycles = slices().matching(ROOT + "(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule classesAreFinalOrAbstract = classes().that()
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
