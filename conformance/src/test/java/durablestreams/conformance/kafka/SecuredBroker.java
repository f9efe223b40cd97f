package durablestreams.conformance.kafka;

import durablestreams.application.tls.PemCertificate;
import durablestreams.conformance.harness.FreePorts;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/**
 * Broker with a listener for TLS, and one for TLS and users with a password, whose rights are those
 * that they were granted. Its certificate is made anew.
 */
final class SecuredBroker implements AutoCloseable {

  /** Of the user {@link #USER}. */
  static final String PASSWORD = "a password of streams, for tests";

  static final String USER = "streams";

  private static final Pattern EXAMPLE =
      Pattern.compile("```properties\n(security\\.protocol.*?)```", Pattern.DOTALL);

  private final PemCertificate certificate;
  private final SecuredListener tls;
  private final SecuredListener users;
  private final KafkaBrokers brokers;

  private SecuredBroker(
      PemCertificate certificate,
      SecuredListener tls,
      SecuredListener users,
      KafkaBrokers brokers) {
    this.certificate = certificate;
    this.tls = tls;
    this.users = users;
    this.brokers = brokers;
  }

  static SecuredBroker start(Path folder) throws Exception {
    PemCertificate certificate = certificate(folder, "broker");
    Path store = folder.resolve("broker.pem");
    Files.writeString(
        store, Files.readString(certificate.key()) + Files.readString(certificate.chain()));
    Map<String, String> keys =
        Map.of("ssl.keystore.type", "PEM", "ssl.keystore.location", store.toString());
    Map<String, String> logins = new TreeMap<>(keys);
    logins.put("sasl.enabled.mechanisms", "SCRAM-SHA-512,PLAIN");
    logins.put(
        "scram-sha-512.sasl.jaas.config",
        "org.apache.kafka.common.security.scram.ScramLoginModule required;");
    logins.put(
        "plain.sasl.jaas.config",
        "org.apache.kafka.common.security.plain.PlainLoginModule required user_%s=\"plain\";"
            .formatted(USER));
    SecuredListener tls = new SecuredListener("TLS", "SSL", FreePorts.next(), keys);
    SecuredListener users = new SecuredListener("USERS", "SASL_SSL", FreePorts.next(), logins);
    SecuredBroker started =
        new SecuredBroker(certificate, tls, users, KafkaBrokers.startSecured(List.of(tls, users)));
    started.addUser(USER, PASSWORD);
    return started;
  }

  /** A certificate of its own. */
  static PemCertificate certificate(Path folder, String name) throws Exception {
    return PemCertificate.create(Files.createDirectory(folder.resolve(name)), "EC");
  }

  /** The file that clients trust. */
  Path trusted() {
    return certificate.chain();
  }

  String tls() {
    return tls.url();
  }

  String users() {
    return users.url();
  }

  Admin admin() {
    return brokers.admin();
  }

  void addUser(String name, String password) throws Exception {
    try (Admin admin = admin()) {
      ScramCredentialInfo scram = new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4_096);
      admin
          .alterUserScramCredentials(
              List.of(new UserScramCredentialUpsertion(name, scram, password)))
          .all()
          .get();
    }
  }

  /** Grants the user rights on a topic, whether it is there or not. */
  void grant(String topic, AclOperation... rights) throws Exception {
    ResourcePattern resource = new ResourcePattern(ResourceType.TOPIC, topic, PatternType.LITERAL);
    try (Admin admin = admin()) {
      List<AclBinding> all =
          Arrays.stream(rights)
              .map(right ->
                  new AccessControlEntry("User:" + USER, "*", right, AclPermissionType.ALLOW))
              .map(right -> new AclBinding(resource, right))
              .toList();
      admin.createAcls(all).all().get();
    }
  }

  /** All that {@code docs/cluster.md} says a user needs. */
  void grantAll(String topic) throws Exception {
    grant(
        topic,
        AclOperation.DESCRIBE,
        AclOperation.DESCRIBE_CONFIGS,
        AclOperation.READ,
        AclOperation.WRITE,
        AclOperation.DELETE,
        AclOperation.CREATE);
  }

  /**
   * The properties of {@code docs/cluster.md}, with this password and this file of certificates.
   */
  static String example(String password, Path trusted) {
    try {
      Path page = Path.of(System.getProperty("basedir", "."), "..", "docs", "cluster.md");
      Matcher block = EXAMPLE.matcher(Files.readString(page));
      if (!block.find()) {
        throw new AssertionError("no example in " + page);
      }
      return block
          .group(1)
          .replace("…", password)
          .replace("/etc/durable-streams/brokers.pem", trusted.toString());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  static Map<String, String> properties(String text) {
    Properties read = new Properties();
    try {
      read.load(new StringReader(text));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    Map<String, String> all = new TreeMap<>();
    read.stringPropertyNames().forEach(name -> all.put(name, read.getProperty(name)));
    return all;
  }

  @Override
  public void close() {
    brokers.close();
  }
}
