package durablestreams.adapters.kafka;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import javax.security.auth.login.AppConfigurationEntry;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.security.JaasContext;
import org.apache.kafka.common.security.plain.PlainLoginModule;
import org.apache.kafka.common.security.scram.ScramLoginModule;
import org.apache.kafka.common.security.ssl.DefaultSslEngineFactory;

/**
 * Rules for the properties that say how brokers are reached. What is missing, unknown or without
 * effect is refused before a connection is tried. No message has the value of a secret.
 */
final class ConnectionRules {

  private static final List<String> BEGINNINGS =
      List.of("security.", "ssl.", "sasl.", "socket.", "reconnect.", "client.dns.");

  private static final String PROTOCOL = CommonClientConfigs.SECURITY_PROTOCOL_CONFIG;
  private static final String MECHANISM = SaslConfigs.SASL_MECHANISM;
  private static final String LOGIN = SaslConfigs.SASL_JAAS_CONFIG;
  private static final List<String> MODULES =
      List.of(ScramLoginModule.class.getName(), PlainLoginModule.class.getName());

  private ConnectionRules() {}

  /**
   * Checks that there are no other properties than those of connections.
   *
   * @throws IllegalArgumentException with one sentence
   */
  static void checkNames(Set<String> names) {
    for (String name : new TreeSet<>(names)) {
      if (BEGINNINGS.stream().noneMatch(name::startsWith)) {
        throw refused(
            "the property %s is not used: those of a commit log begin with %s",
            name, String.join(" ", BEGINNINGS));
      }
    }
  }

  /**
   * Checks properties, and reads the files that they name.
   *
   * @throws IllegalArgumentException with one sentence
   */
  static void check(String brokers, Map<String, String> properties) {
    checkNames(properties.keySet());
    if (properties.isEmpty()) {
      return;
    }
    Set<String> known = new HashSet<>(AdminClientConfig.configNames());
    known.addAll(ProducerConfig.configNames());
    known.addAll(ConsumerConfig.configNames());
    for (String name : new TreeSet<>(properties.keySet())) {
      if (!known.contains(name)) {
        throw refused(
            "the property %s of the commit log is unknown to Kafka's clients: look for a"
                + " misspelled name",
            name);
      }
    }
    Map<String, Object> values = values(brokers, properties);
    String protocol = String.valueOf(values.get(PROTOCOL)).toUpperCase(Locale.ROOT);
    boolean sasl = protocol.startsWith("SASL_");
    boolean tls = protocol.endsWith("SSL");
    requireEffect(properties, "sasl.", sasl, protocol, "SASL_SSL or SASL_PLAINTEXT");
    requireEffect(properties, "ssl.", tls, protocol, "SASL_SSL or SSL");
    if (sasl) {
      checkLogin(properties, values, protocol);
    }
    if (tls) {
      checkTls(properties, values);
    }
  }

  private static Map<String, Object> values(String brokers, Map<String, String> properties) {
    Map<String, Object> all = new HashMap<>(properties);
    all.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, brokers);
    try {
      return new HashMap<>(new AdminClientConfig(all).values());
    } catch (KafkaException e) {
      throw refused("a property of the commit log is not right: %s", KafkaFailures.sentence(e));
    }
  }

  private static void requireEffect(
      Map<String, String> properties, String beginning, boolean used, String now, String right) {
    if (!used) {
      properties.keySet().stream()
          .filter(name -> name.startsWith(beginning))
          .sorted()
          .findFirst()
          .ifPresent(name -> {
            throw refused(
                "the property %s of the commit log has no effect with %s=%s: that must be %s",
                name, PROTOCOL, now, right);
          });
    }
  }

  private static void checkLogin(
      Map<String, String> properties, Map<String, Object> values, String protocol) {
    String mechanism = properties.get(MECHANISM);
    if (mechanism == null) {
      throw refused(
          "the property %s of the commit log is missing: with %s=%s it is that of the brokers, such"
              + " as SCRAM-SHA-512 or PLAIN",
          MECHANISM, PROTOCOL, protocol);
    }
    if (!properties.containsKey(LOGIN)) {
      throw refused(
          "the property %s of the commit log is missing: with %s=%s it is '%s'",
          LOGIN, MECHANISM, mechanism, form(mechanism));
    }
    AppConfigurationEntry login = login(values, mechanism);
    String module = login.getLoginModuleName();
    if (!MODULES.contains(module)) {
      return;
    }
    boolean complete = login.getOptions().keySet().containsAll(List.of("username", "password"));
    if (!form(mechanism).startsWith(module) || !complete) {
      throw unusable(mechanism);
    }
  }

  /** Never with what Kafka says of it, which may hold a part of the password. */
  private static AppConfigurationEntry login(Map<String, Object> values, String mechanism) {
    try {
      return JaasContext.loadClientContext(values).configurationEntries().getFirst();
    } catch (KafkaException | IllegalArgumentException e) {
      throw unusable(mechanism);
    }
  }

  private static IllegalArgumentException unusable(String mechanism) {
    return refused(
        "the property %s of the commit log cannot be used: with %s=%s it must be '%s'",
        LOGIN, MECHANISM, mechanism, form(mechanism));
  }

  private static String form(String mechanism) {
    boolean scram = mechanism.startsWith("SCRAM-");
    String module =
        scram || mechanism.equals("PLAIN")
            ? MODULES.get(scram ? 0 : 1) + " required username=\"NAME\" password=\"PASSWORD\""
            : "the class of its login module, and its options";
    return module + ";";
  }

  private static void checkTls(Map<String, String> properties, Map<String, Object> values) {
    properties.forEach((name, file) -> {
      if (name.endsWith(".location") && !Files.isReadable(Path.of(file))) {
        throw refused("the property %s of the commit log is %s, which cannot be read", name, file);
      }
    });
    if (values.get(SslConfigs.SSL_ENGINE_FACTORY_CLASS_CONFIG) != null) {
      return;
    }
    DefaultSslEngineFactory factory = new DefaultSslEngineFactory();
    try {
      factory.configure(values);
    } catch (KafkaException e) {
      throw refused(
          "the ssl properties of the commit log cannot be used: %s", KafkaFailures.sentence(e));
    } finally {
      factory.close();
    }
  }

  private static IllegalArgumentException refused(String format, Object... details) {
    return new IllegalArgumentException(format.formatted(details));
  }
}
