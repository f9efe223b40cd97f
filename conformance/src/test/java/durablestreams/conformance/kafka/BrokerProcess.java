package durablestreams.conformance.kafka;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** One of some brokers, which is a controller as well: a process with a folder of its own. */
final class BrokerProcess {

  private static final Duration STOP = Duration.ofSeconds(20);
  private static final String CLUSTER_ID = "c3RyZWFtcy1vbi1sb2dzLg";

  private final Path home;
  private final int number;
  private final List<Integer> ports;
  private final List<Integer> controllerPorts;
  private final List<SecuredListener> secured;
  private final String compilers;
  private @Nullable Process process;

  /**
   * @param number from 0
   * @param ports of all brokers
   * @param controllerPorts of all, for the controllers among themselves
   * @param secured further listeners of this one
   * @param lasting whether it runs for long; others start faster with the quick compiler alone
   */
  BrokerProcess(
      Path folder,
      int number,
      List<Integer> ports,
      List<Integer> controllerPorts,
      List<SecuredListener> secured,
      boolean lasting) {
    this.home = folder.resolve("broker" + number);
    this.number = number;
    this.ports = ports;
    this.controllerPorts = controllerPorts;
    this.secured = secured;
    this.compilers = lasting ? "-XX:+TieredCompilation" : "-XX:TieredStopAtLevel=1";
  }

  /** Where its records are. */
  Path data() {
    return home.resolve("data");
  }

  /** Starts the process, on what its folder holds, and returns at once. */
  void start() {
    try {
      Files.createDirectories(home);
      Path properties = Files.writeString(home.resolve("server.properties"), properties());
      process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xmx256m",
                  "-XX:+UseSerialGC",
                  compilers,
                  "-cp",
                  System.getProperty("java.class.path"),
                  BrokerMain.class.getName(),
                  properties.toString(),
                  CLUSTER_ID)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path log() {
    return home.resolve("output.txt");
  }

  private String properties() {
    String voters =
        IntStream.range(0, ports.size())
            .mapToObj(i -> (i + 1) + "@127.0.0.1:" + controllerPorts.get(i))
            .collect(Collectors.joining(","));
    return """
    process.roles=broker,controller
    node.id=%d
    controller.quorum.voters=%s
    listeners=PLAINTEXT://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d%s
    controller.listener.names=CONTROLLER
    listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT%s
    inter.broker.listener.name=PLAINTEXT
    log.dirs=%s
    broker.session.timeout.ms=%d
    broker.heartbeat.interval.ms=500
    controller.quorum.election.timeout.ms=500
    controller.quorum.fetch.timeout.ms=1500
    auto.create.topics.enable=false
    transaction.state.log.replication.factor=1
    transaction.state.log.min.isr=1
    transaction.state.log.num.partitions=1
    num.network.threads=2
    num.io.threads=2
    background.threads=2
    log.cleaner.enable=true
    log.cleaner.dedupe.buffer.size=4194304
    """
            .formatted(
                number + 1,
                voters,
                ports.get(number),
                controllerPorts.get(number),
                all(listener -> "," + listener.address()),
                all(listener -> "," + listener.name() + ":" + listener.protocol()),
                data(),
                KafkaBrokers.SESSION.toMillis())
        + rights()
        + all(SecuredListener::lines);
  }

  private String all(Function<SecuredListener, String> text) {
    return secured.stream().map(text).collect(Collectors.joining());
  }

  private String rights() {
    return secured.isEmpty()
        ? ""
        : """
        authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer
        super.users=User:ANONYMOUS
        """;
  }

  private Process process() {
    return Objects.requireNonNull(process, "the broker was not started");
  }

  boolean isAlive() {
    return process != null && process.isAlive();
  }

  /** Ends the process with SIGKILL. */
  void kill() {
    if (process != null) {
      process.destroyForcibly();
      awaitEnd();
    }
  }

  /** Asks the process to end. */
  void terminate() {
    process().destroy();
  }

  /** Returns when the process has ended: a controller without a majority has to be made to. */
  void awaitEnd() {
    try {
      if (!process().waitFor(STOP.toSeconds(), TimeUnit.SECONDS)) {
        process().destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  void signal(String name) {
    try {
      Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process().pid())).start();
      if (!kill.waitFor(10, TimeUnit.SECONDS) || kill.exitValue() != 0) {
        throw new IllegalStateException("the signal " + name + " was not sent");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** The end of what it printed. */
  String output() {
    try {
      String text = Files.exists(log()) ? Files.readString(log()) : "";
      return "--- broker " + number + "\n" + text.substring(Math.max(0, text.length() - 4_000));
    } catch (IOException e) {
      return e.toString();
    }
  }
}
