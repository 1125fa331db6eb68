package io.tillpost.bench;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/// The picture in docs/architecture.md, as rules.
@AnalyzeClasses(packages = "io.tillpost.bench", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule figuresKnowNobody = noClasses().that()
            .resideInAPackage("io.tillpost.bench.figure")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.tillpost.bench.agent..", "io.tillpost.bench.browser..",
                    "io.tillpost.bench.identity..", "io.tillpost.bench.journal..",
                    "io.tillpost.bench.till..", "io.tillpost.bench.office..", "io.tillpost.bench.sync..",
                    "io.tillpost.installer..");

    @ArchTest
    static final ArchRule commandsKnowFiguresAlone = noClasses().that()
            .resideInAPackage("io.tillpost.bench.command")
            .should()
            .dependOnClassesThat(resideInAPackage("io.tillpost..").and(not(resideInAnyPackage(
                    "io.tillpost.bench.command", "io.tillpost.bench.figure"))));

    @ArchTest
    static final ArchRule theProductIsMeasuredFromOutside = noClasses().that()
            .resideOutsideOfPackages("io.tillpost.bench.agent", "io.tillpost.bench.identity",
                    "io.tillpost.bench.journal", "io.tillpost.bench.office", "io.tillpost.bench.sync")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.tillpost.edge..", "io.tillpost.central..", "io.tillpost.device..")
            .because(
                    "benches use the doors that users have; what a check, the journal or a line costs is seen only where"
                            + " the rest can be left out");

    @ArchTest
    static final ArchRule noCycles = slices().matching("io.tillpost.bench.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule staticsAreFinal = fields().that().areStatic().should().beFinal();
}
