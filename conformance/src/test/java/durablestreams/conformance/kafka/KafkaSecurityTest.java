package durablestreams.conformance.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import durablestreams.adapters.kafka.KafkaCommitLog;
import durablestreams.adapters.kafka.KafkaLogSettings;
import durablestreams.application.port.replication.LogAppend;
import durablestreams.application.port.replication.LogPlace;
import durablestreams.application.port.replication.LogRead;
import durablestreams.application.port.replication.LogUnavailableException;
import durablestreams.application.tls.PemCertificate;
import durablestreams.conformance.harness.ServerCommand;
import durablestreams.conformance.harness.ServerProcess;
import durablestreams.conformance.harness.TestStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.acl.AclOperation;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Brokers that are reached with TLS and a password, and what is said when they are not. */
@Tag("long")
class KafkaSecurityTest {

  private static final Duration BOUND = Duration.ofSeconds(90);

  @TempDir static Path folder;

  private static SecuredBroker broker;
  private static PemCertificate other;

  private final String topic = "log-" + UUID.randomUUID();

  @BeforeAll
  static void start() throws Exception {
    broker = SecuredBroker.start(folder);
    other = SecuredBroker.certificate(folder, "other");
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  private KafkaLogSettings settings(String url, Map<String, String> properties) {
    return KafkaLogSettings.of(url).withTopic(topic).withConnection(properties).asUnsafe();
  }

  private static Map<String, String> example(String password, Path trusted) {
    return SecuredBroker.properties(SecuredBroker.example(password, trusted));
  }

  private static void assertUsable(KafkaCommitLog log) throws InterruptedException {
    byte[] record = {1, 2, 3};
    awaitReadable(log);
    LogAppend first = log.append(record, 1, LogPlace.BEGINNING);
    assertThat(first).isInstanceOf(LogAppend.Appended.class);
    LogPlace end = ((LogAppend.Appended) first).place();
    LogAppend second = log.append(record, 2, end);
    assertThat(second).isInstanceOf(LogAppend.Appended.class);
    log.trim(((LogAppend.Appended) second).place());
    assertThat(log.read(end, 1, Duration.ZERO)).isEqualTo(new LogRead.Trimmed());
    assertThat(log.problem()).isEmpty();
  }

  /** Waits until brokers know of a right, or of a certificate. */
  private static void awaitReadable(KafkaCommitLog log) throws InterruptedException {
    long deadline = System.nanoTime() + BOUND.toNanos();
    while (true) {
      try {
        assertThat(log.read(LogPlace.BEGINNING, 1, Duration.ZERO))
            .isEqualTo(new LogRead.Records(List.of()));
        return;
      } catch (LogUnavailableException e) {
        assertThat(System.nanoTime()).as(e.getMessage()).isLessThan(deadline);
        LockSupport.parkNanos(50_000_000);
      }
    }
  }

  private static String refusal(KafkaCommitLog log) throws InterruptedException {
    LogAppend result = log.append(new byte[10], 1, LogPlace.BEGINNING);
    assertThat(result).isInstanceOf(LogAppend.NotAppended.class);
    String reason = ((LogAppend.NotAppended) result).reason();
    assertThat(log.problem()).isEqualTo(reason);
    assertThatThrownBy(() -> log.read(LogPlace.BEGINNING, 1, Duration.ZERO))
        .isInstanceOf(LogUnavailableException.class);
    assertThat(reason + log.problem()).doesNotContain(SecuredBroker.PASSWORD);
    assertThat(reason.lines()).hasSize(1);
    return reason;
  }

  private String refusal(KafkaLogSettings settings) throws InterruptedException {
    try (KafkaCommitLog log = new KafkaCommitLog(settings)) {
      return refusal(log);
    }
  }

  @Test
  void aLogIsUsedWithTls() throws Exception {
    Map<String, String> tls =
        Map.of(
            "security.protocol", "SSL",
            "ssl.truststore.type", "PEM",
            "ssl.truststore.location", broker.trusted().toString());
    try (KafkaCommitLog log = new KafkaCommitLog(settings(broker.tls(), tls))) {
      assertUsable(log);
    }
  }

  @Test
  void aLogIsUsedWithThePropertiesOfTheDocumentation() throws Exception {
    broker.grantAll(topic);
    Map<String, String> login = example(SecuredBroker.PASSWORD, broker.trusted());
    try (KafkaCommitLog log = new KafkaCommitLog(settings(broker.users(), login))) {
      assertUsable(log);
    }
  }

  @Test
  void aLogIsUsedWithPlain() throws Exception {
    broker.grantAll(topic);
    Map<String, String> login = new HashMap<>(example("-", broker.trusted()));
    login.put("sasl.mechanism", "PLAIN");
    login.put(
        "sasl.jaas.config",
        "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"%s\" password=\"plain\";"
            .formatted(SecuredBroker.USER));
    try (KafkaCommitLog log = new KafkaCommitLog(settings(broker.users(), login))) {
      assertUsable(log);
    }
  }

  @Test
  void aWrongPasswordIsSaid() throws Exception {
    assertThat(refusal(settings(broker.users(), example("wrong", broker.trusted()))))
        .startsWith(
            "the topic %s of the commit log cannot be reached: Authentication failed"
                .formatted(topic))
        .endsWith("; sasl.jaas.config must have the name and the password of a user of the brokers")
        .doesNotContain("wrong");
  }

  @Test
  void aMechanismThatBrokersDoNotOfferIsSaid() throws Exception {
    Map<String, String> login = new HashMap<>(example("x", broker.trusted()));
    login.put("sasl.mechanism", "SCRAM-SHA-256");
    assertThat(refusal(settings(broker.users(), login))).contains("[SCRAM-SHA-512, PLAIN]");
  }

  /** The file is read again with the next connection, as after a renewal. */
  @Test
  void anUntrustedCertificateIsSaidUntilItIsTrusted() throws Exception {
    broker.grantAll(topic);
    Path trusted = folder.resolve("trusted.pem");
    PemCertificate.replace(trusted, Files.readString(other.chain()));
    try (KafkaCommitLog log =
        new KafkaCommitLog(settings(broker.users(), example(SecuredBroker.PASSWORD, trusted)))) {
      assertThat(refusal(log))
          .contains("cannot be reached: SSL handshake failed: ")
          .contains("; the trust store must have the certificate of the brokers or of its issuer");
      PemCertificate.replace(trusted, Files.readString(broker.trusted()));
      assertUsable(log);
    }
  }

  @Test
  void aListenerOfAnotherProtocolIsSaid() throws Exception {
    KafkaLogSettings plain = settings(broker.users(), Map.of()).withTimeout(Duration.ofSeconds(4));
    assertThat(refusal(plain))
        .startsWith(
            "the topic %s of the commit log cannot be reached with security.protocol=PLAINTEXT, which must be that of the listener"
                .formatted(topic));
  }

  @Test
  void rightsThatAreMissingAreNamed() throws Exception {
    try (Admin admin = broker.admin()) {
      NewTopic created = new NewTopic(topic, 1, (short) 1).configs(Map.of("retention.ms", "-1"));
      admin.createTopics(List.of(created)).all().get();
    }
    KafkaLogSettings settings =
        settings(broker.users(), example(SecuredBroker.PASSWORD, broker.trusted()));
    try (KafkaCommitLog log = new KafkaCommitLog(settings)) {
      assertThat(refusal(log)).contains("; the user needs the rights Describe, DescribeConfigs");
      broker.grant(topic, AclOperation.DESCRIBE, AclOperation.READ);
      awaitRefusal(
          log,
          "the topic %s of the commit log does not grant its user DescribeConfigs, Write, Delete: the user needs the rights Describe, DescribeConfigs, Read, Write and Delete"
              .formatted(topic));
      broker.grantAll(topic);
      assertUsable(log);
    }
  }

  private static void awaitRefusal(KafkaCommitLog log, String expected)
      throws InterruptedException {
    long deadline = System.nanoTime() + BOUND.toNanos();
    String reason = refusal(log);
    while (!reason.equals(expected)) {
      assertThat(System.nanoTime()).as(reason).isLessThan(deadline);
      LockSupport.parkNanos(50_000_000);
      reason = refusal(log);
    }
  }

  private ServerCommand node(String properties) throws Exception {
    Path file = Files.writeString(folder.resolve(topic + ".properties"), properties);
    return ServerCommand.of(
            "--archive=none",
            "--node=n",
            "--advertise=http://127.0.0.1:" + ServerProcess.PORT,
            "--commit-log=kafka",
            "--commit-log-topic=" + topic,
            "--commit-log-properties=" + file,
            "--unsafe-commit-log",
            "--log-level=debug")
        .env("CLUSTER_SECRET", "a secret for tests, of 32 characters or more")
        .env("COMMIT_LOG_URL", broker.users());
  }

  @Test
  void aNodeServesAndSaysNothingOfThePassword() throws Exception {
    broker.grantAll(topic);
    String properties = SecuredBroker.example(SecuredBroker.PASSWORD, broker.trusted());
    try (ServerProcess node = ServerProcess.start(node(properties))) {
      TestStream stream = node.server().unusedStream().created(TestStream.TEXT);
      stream.append(TestStream.TEXT, "kept");
      assertThat(stream.readAll(TestStream.START))
          .asString(StandardCharsets.UTF_8)
          .isEqualTo("kept");
      String status = node.server().request("GET", "/status").send().text();
      assertThat(status).contains("\"role\":\"leader\"").doesNotContain(SecuredBroker.PASSWORD);
      node.stop();
      assertThat(node.output()).doesNotContain(SecuredBroker.PASSWORD);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a password of streams|another password|must have the name and the password of a user of the brokers
          broker/|other/|the trust store must have the certificate of the brokers
          sasl.mechanism = SCRAM-SHA-512||the property sasl.mechanism of the commit log is missing
          security.protocol = SASL_SSL||has no effect with security.protocol=PLAINTEXT
          ScramLoginModule required|ScramLoginModule|the property sasl.jaas.config of the commit log cannot be used
          """)
  void aNodeThatCannotReachBrokersIsRefused(String right, String wrong, String reason)
      throws Exception {
    String properties =
        SecuredBroker.example(SecuredBroker.PASSWORD, broker.trusted())
            .replace(right, wrong == null ? "" : wrong);
    ServerCommand command =
        node(properties)
            .with("--data=" + folder.resolve(topic), "--advertise=http://127.0.0.1:1", "--port=0");
    ServerProcess.Finished refused = ServerProcess.run(command);
    assertThat(refused.exitCode()).isNotZero();
    assertThat(refused.errors()).contains(reason).doesNotContain("password of streams", "another");
    assertThat(refused.errors().lines()).as(refused.errors()).hasSize(1);
  }
}
