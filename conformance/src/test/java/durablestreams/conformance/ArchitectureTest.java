package durablestreams.conformance;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import durablestreams.application.UnavailableException;
import durablestreams.conformance.architecture.Modules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The boundaries of the design, held against the compiled classes of every module. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("smoke")
class ArchitectureTest {
  private static final String DOMAIN = "durablestreams.domain..";
  private static final String APPLICATION = "durablestreams.application..";
  private static final String PORT = "durablestreams.application.port..";
  private static final String MEMORY = "durablestreams.application.memory..";
  private static final String METRIC = "durablestreams.application.observe.metric..";
  private static final String TRACE = "durablestreams.application.observe.trace..";
  private static final String SUBSCRIPTIONS = "durablestreams..subscription..";
  private static final String REPLICATION = "durablestreams.application.replication..";
  private static final String REPLICATION_PORT = "durablestreams.application.port.replication..";
  private static final String ACCESS = "durablestreams.application.access..";
  private static final String PROVIDER = "durablestreams.application.provider..";
  private static final String ADAPTERS = "durablestreams.adapters..";
  private static final String HTTP = "durablestreams.adapters.http..";
  private static final String CLUSTER = "durablestreams.adapters.http.cluster..";
  private static final String BOOTSTRAP = "durablestreams.bootstrap..";
  private static final String SERVER = "durablestreams.server..";
  private static final String CLI = "durablestreams.cli..";
  private static final List<String> DRIVEN =
      List.of(
          "json",
          "memory",
          "sqlite",
          "files",
          "r2",
          "webhook",
          "metrics",
          "tracing",
          "postgres",
          "kafka");

  /** Annotations that mean nothing at run time. */
  private static final String NULLNESS = "org.jspecify.annotations";

  private final Modules modules = new Modules();

  private static String adapter(String name) {
    return "durablestreams.adapters." + name + "..";
  }

  private static DescribedPredicate<JavaClass> packages(String... names) {
    Set<String> all = Set.of(names);
    return describe(
        "in " + new TreeSet<>(all),
        c ->
            c.isPrimitive()
                || all.contains(c.getBaseComponentType().getPackageName())
                || c.getBaseComponentType().isPrimitive());
  }

  @Test
  void theDomainNeedsOnlyItselfAndAFewPackagesOfTheJdk() {
    classes()
        .that(modules.in(DOMAIN))
        .should()
        .onlyDependOnClassesThat(
            modules
                .in(DOMAIN)
                .or(
                    packages(
                        NULLNESS,
                        "java.lang",
                        "java.lang.annotation",
                        "java.lang.invoke",
                        "java.lang.runtime",
                        "java.math",
                        "java.nio",
                        "java.nio.charset",
                        "java.time",
                        "java.time.format",
                        "java.util",
                        "java.util.function",
                        "java.util.random",
                        "java.util.regex",
                        "java.util.stream",
                        "java.util.zip")))
        .because("rules are pure: no input or output, no network, no threads")
        .check(modules.production());
  }

  @Test
  void theApplicationNeedsOnlyTheDomainAndTheJdk() {
    classes()
        .that(modules.in(APPLICATION))
        .should()
        .onlyDependOnClassesThat(
            modules
                .in(APPLICATION, DOMAIN)
                .or(describe("of the JDK", c -> c.getPackageName().startsWith("java.")))
                .or(packages(NULLNESS)))
        .check(modules.production());
    noClasses()
        .that(modules.in(APPLICATION))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.sql..", "java.net.http..", "javax..")
        .because("storage and networks are behind ports")
        .check(modules.production());
  }

  @Test
  void drivenAdaptersSeeThePortsAndTheDomain() {
    for (String name : DRIVEN) {
      noClasses()
          .that(modules.in(adapter(name)))
          .should()
          .dependOnClassesThat(
              modules
                  .in(APPLICATION)
                  .and(not(modules.in(PORT, MEMORY, METRIC, TRACE)))
                  // What ports are declared to fail with.
                  .and(not(assignableTo(UnavailableException.class))))
          .check(modules.production());
    }
    noClasses()
        .that(modules.in(adapter("auth")))
        .should()
        .dependOnClassesThat(modules.in(APPLICATION).and(not(modules.in(ACCESS, PROVIDER))))
        .because("who may do what is asked through the access port alone")
        .check(modules.production());
  }

  @Test
  void theHttpAdapterSeesUseCasesNotTheirMachinery() {
    noClasses()
        .that(modules.in(HTTP).and(not(modules.in(CLUSTER))))
        .should()
        .dependOnClassesThat(modules.in(PORT))
        .because("only calls between nodes have both of their ends in HTTP")
        .check(modules.production());
    noClasses()
        .that(modules.in(CLUSTER))
        .should()
        .dependOnClassesThat(modules.in(PORT).and(not(modules.in(REPLICATION_PORT))))
        .check(modules.production());
    noClasses()
        .that(modules.in(HTTP))
        .should()
        .dependOnClassesThat(
            modules.in(
                "durablestreams.application.sequencer..",
                "durablestreams.application.tail..",
                "durablestreams.application.offload..",
                "durablestreams.application.expiry..",
                "durablestreams.application.registry.."))
        .check(modules.production());
  }

  @Test
  void streamsDoNotKnowSubscriptions() {
    noClasses()
        .that(
            modules
                .in(DOMAIN, APPLICATION)
                .and(not(modules.in(SUBSCRIPTIONS, REPLICATION, REPLICATION_PORT))))
        .should()
        .dependOnClassesThat(modules.in(SUBSCRIPTIONS))
        .because(
            "subscriptions watch commits and append like any client; a commit log carries both")
        .check(modules.production());
  }

  @Test
  void adaptersDoNotKnowEachOther() {
    slices()
        .matching("durablestreams.adapters.(*)..")
        .should()
        .notDependOnEachOther()
        .check(modules.production());
  }

  @Test
  void onlyServerAndBootstrapDependOnAdaptersAndNothingDependsOnBootstrap() {
    noClasses()
        .that(not(modules.in(ADAPTERS, SERVER, BOOTSTRAP)))
        .should()
        .dependOnClassesThat(modules.in(ADAPTERS))
        .check(modules.production());
    noClasses()
        .that(not(modules.in(BOOTSTRAP)))
        .should()
        .dependOnClassesThat(modules.in(BOOTSTRAP))
        .check(modules.production());
    noClasses()
        .that(modules.in(SERVER))
        .should()
        .dependOnClassesThat(modules.in(adapter("r2"), adapter("auth"), adapter("metrics"), CLI))
        .because("an application that embeds a server gets no library that it did not choose")
        .check(modules.production());
  }

  @Test
  void theCommandLineIsAClientLikeAnyOther() {
    noClasses()
        .that(modules.in(CLI))
        .should()
        .dependOnClassesThat(modules.in(DOMAIN, APPLICATION, ADAPTERS))
        .because("it talks to servers over HTTP, and starts without loading what they need")
        .check(modules.production());
    noClasses()
        .that(not(modules.in(CLI, BOOTSTRAP)))
        .should()
        .dependOnClassesThat(modules.in(CLI))
        .check(modules.production());
  }

  @Test
  void librariesStayWhereTheyBelong() {
    only("io.helidon..", HTTP, adapter("admin"), SERVER, BOOTSTRAP);
    only("io.micrometer..", adapter("metrics"));
    only("io.prometheus..", adapter("metrics"));
    only("io.opentelemetry..", adapter("tracing"));
    only("org.jooq..", adapter("sqlite"));
    only("java.sql..", adapter("sqlite"), adapter("postgres"));
    only("org.postgresql..", adapter("postgres"));
    only("org.apache.kafka..", adapter("kafka"));
    only("org.sqlite..", adapter("sqlite"));
    only("org.flywaydb..", adapter("sqlite"));
    only("software.amazon..", adapter("r2"));
    only("com.fasterxml..", adapter("json"), adapter("auth"), adapter("webhook"), HTTP, CLI);
    only("picocli..", CLI);
    only("com.nimbusds..", adapter("auth"));
  }

  private void only(String library, String... homes) {
    noClasses()
        .that(not(modules.in(homes)))
        .should()
        .dependOnClassesThat(modules.library(library))
        .check(modules.production());
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching("durablestreams.(**)").should().beFreeOfCycles().check(modules.handwritten());
  }

  @Test
  void packagesHoldAtMostTwentyClasses() {
    Map<String, Long> classes =
        modules.handwritten().stream()
            .filter(c -> c.isTopLevelClass() && !isDescription(c))
            .collect(Collectors.groupingBy(JavaClass::getPackageName, Collectors.counting()));
    assertThat(classes).isNotEmpty().allSatisfy((name, count) -> assertThat(count).isLessThan(21));
  }

  @Test
  void timeAndRandomnessComeFromServerAndBootstrap() {
    noClasses()
        .that(not(modules.in(SERVER, BOOTSTRAP)))
        .should()
        .accessTargetWhere(asksForTimeOrRandomness())
        .because("time and randomness are injected")
        .check(modules.production());
  }

  private static DescribedPredicate<JavaAccess<?>> asksForTimeOrRandomness() {
    Set<Class<?>> clocks =
        Set.of(
            Instant.class,
            LocalDate.class,
            LocalDateTime.class,
            OffsetDateTime.class,
            ZonedDateTime.class);
    return describe(
        "the wall clock or a source of randomness",
        access -> {
          AccessTarget target = access.getTarget();
          String name = target.getName();
          JavaClass owner = target.getOwner();
          boolean made = name.equals("<init>");
          return (clocks.stream().anyMatch(owner::isEquivalentTo) && name.equals("now"))
              || (owner.isEquivalentTo(Clock.class)
                  && (name.startsWith("system") || name.startsWith("tick")))
              || (owner.isEquivalentTo(InstantSource.class) && name.equals("system"))
              || (owner.isEquivalentTo(System.class) && name.equals("currentTimeMillis"))
              || (owner.isEquivalentTo(Date.class) && made)
              || (owner.isEquivalentTo(Math.class) && name.equals("random"))
              || (owner.isEquivalentTo(UUID.class) && name.equals("randomUUID"))
              || (owner.isEquivalentTo(ThreadLocalRandom.class) && name.equals("current"))
              || (owner.isEquivalentTo(RandomGenerator.class)
                  && (name.equals("of") || name.equals("getDefault")))
              || (owner.isEquivalentTo(RandomGeneratorFactory.class) && name.equals("create"))
              || (made
                  && Stream.of(Random.class, SecureRandom.class, SplittableRandom.class)
                      .anyMatch(owner::isEquivalentTo));
        });
  }

  @Test
  void threadsBeginInFewPlaces() {
    noClasses()
        .that(
            not(
                modules.in(
                    "durablestreams.application.sequencer..",
                    "durablestreams.application.offload..",
                    "durablestreams.application.background..",
                    "durablestreams.application.job..",
                    "durablestreams.application.tail..",
                    "durablestreams.application.replication.node..",
                    "durablestreams.application.assembly..",
                    "durablestreams.adapters.http.server..",
                    SERVER,
                    BOOTSTRAP)))
        .should()
        .accessTargetWhere(startsThreads())
        .check(modules.production());
  }

  private DescribedPredicate<JavaAccess<?>> startsThreads() {
    Set<String> starters =
        Set.of("<init>", "start", "ofVirtual", "ofPlatform", "startVirtualThread");
    return describe(
        "what starts threads",
        access -> {
          JavaClass owner = access.getTarget().getOwner();
          String name = access.getTarget().getName();
          return (owner.isAssignableTo(Thread.class) && starters.contains(name))
              || owner.isAssignableTo(Thread.Builder.class)
              || owner.isEquivalentTo(Executors.class)
              || (owner.isAssignableTo(ExecutorService.class)
                  && name.equals("<init>")
                  && !owner.isEquivalentTo(AbstractExecutorService.class) // starts none by itself
                  && !modules.production().contain(owner.getName())) // its own code is checked too
              || (owner.isEquivalentTo(CompletableFuture.class)
                  && (name.equals("runAsync") || name.equals("supplyAsync"))
                  && access.getTarget() instanceof AccessTarget.CodeUnitAccessTarget call
                  && call.getRawParameterTypes().size() == 1); // with an executor it starts none
        });
  }

  @Test
  void outcomesAreSealedAndTheirCasesRecords() {
    Pattern names = Pattern.compile(".*(Outcome|Verdict|Change|Signal|Step)");
    List<JavaClass> outcomes =
        modules.production().stream()
            .filter(modules.in(DOMAIN, APPLICATION))
            .filter(c -> c.isTopLevelClass() && names.matcher(c.getSimpleName()).matches())
            .toList();
    assertThat(outcomes)
        .extracting(JavaClass::getSimpleName)
        .contains("AppendOutcome", "CreateOutcome", "ProducerVerdict", "StreamChange");
    for (JavaClass outcome : outcomes) {
      assertThat(outcome.reflect().isSealed() || outcome.reflect().isRecord())
          .as("%s is sealed", outcome.getName())
          .isTrue();
      assertThat(casesOf(outcome.reflect()))
          .as("cases of %s", outcome.getName())
          .allMatch(c -> c.isRecord() || c.isEnum());
    }
  }

  private static Stream<Class<?>> casesOf(Class<?> type) {
    Class<?>[] permitted = type.getPermittedSubclasses();
    return permitted == null
        ? Stream.of(type)
        : Arrays.stream(permitted).flatMap(ArchitectureTest::casesOf);
  }

  @Test
  void everyPortHasAContractAndEveryImplementationPassesIt() {
    List<JavaClass> ports =
        modules.production().stream()
            .filter(modules.in(PORT))
            .filter(c ->
                c.isInterface()
                    && c.isTopLevelClass()
                    && !isDescription(c)
                    && !c.reflect().isSealed())
            .toList();
    assertThat(ports)
        .extracting(JavaClass::getSimpleName)
        .contains(
            "StreamStore", "StreamDirectory", "MaintenanceQueue", "SegmentArchive", "JsonText");
    for (JavaClass port : ports) {
      JavaClass contract =
          modules.tests().stream()
              .filter(c ->
                  c.getName()
                      .equals(
                          "durablestreams.application.contract."
                              + port.getSimpleName()
                              + "Contract"))
              .findFirst()
              .orElseThrow(() -> new AssertionError(port.getName() + " has no contract"));
      List<JavaClass> implementations =
          modules.production().stream()
              .filter(modules.in(ADAPTERS).and(assignableTo(port.getName())))
              .filter(c ->
                  !c.isInterface()
                      && !c.getModifiers().contains(JavaModifier.ABSTRACT)
                      && c.isTopLevelClass())
              .toList();
      assertThat(implementations).as("adapters of %s", port.getName()).isNotEmpty();
      for (JavaClass implementation : implementations) {
        assertThat(modules.tests().stream())
            .as(
                "%s is held to %s by a test in its package",
                implementation.getName(), contract.getSimpleName())
            .anyMatch(test ->
                test.getPackageName().equals(implementation.getPackageName())
                    && test.isAssignableTo(contract.getName())
                    && !test.getModifiers().contains(JavaModifier.ABSTRACT));
      }
    }
  }

  @Test
  void everyPackageIsNullMarkedAndDescribed() throws IOException {
    Set<String> packages =
        modules.handwritten().stream()
            .map(JavaClass::getPackageName)
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(packages).contains("durablestreams.bootstrap", "durablestreams.domain.offset");
    for (String name : packages) {
      assertThat(
              modules.production().stream()
                  .filter(c -> c.getPackageName().equals(name) && isDescription(c))
                  .anyMatch(c -> c.isAnnotatedWith(NullMarked.class)))
          .as("%s has a package-info with @NullMarked", name)
          .isTrue();
      assertThat(descriptionOf(name))
          .as("the description of %s", name)
          .startsWith("/**")
          .hasSizeGreaterThan(60);
    }
  }

  private static boolean isDescription(JavaClass c) {
    return c.getSimpleName().equals("package-info");
  }

  private String descriptionOf(String packageName) throws IOException {
    Path file = Path.of(packageName.replace('.', '/'), "package-info.java");
    for (Path sources : modules.sources()) {
      if (Files.exists(sources.resolve(file))) {
        String text = Files.readString(sources.resolve(file));
        return text.substring(0, Math.max(0, text.indexOf("@NullMarked")));
      }
    }
    return "";
  }

  @Test
  void theRulesSeeEveryModule() {
    Stream.concat(
            Stream.of(
                DOMAIN, APPLICATION, PORT, ACCESS, HTTP, SERVER, BOOTSTRAP, CLI, adapter("auth")),
            DRIVEN.stream().map(ArchitectureTest::adapter))
        .forEach(modules::in);
    assertThat(modules.tests()).isNotEmpty();
  }
}
