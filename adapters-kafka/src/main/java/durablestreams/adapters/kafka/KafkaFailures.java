package durablestreams.adapters.kafka;

import durablestreams.application.port.replication.LogUnavailableException;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;

/** Failures of Kafka's clients as one sentence, with what would be right where that is known. */
final class KafkaFailures {

  private KafkaFailures() {}

  static LogUnavailableException unavailable(String what, Throwable failure) {
    return new LogUnavailableException(what + ": " + sentence(failure), failure);
  }

  /** In place of Kafka's exception for an interrupt, which leaves the thread interrupted. */
  static InterruptedException interrupted() {
    boolean ignored = Thread.interrupted();
    return new InterruptedException();
  }

  /** What failed, why, and what would be right. */
  static String sentence(Throwable failure) {
    Throwable named = failure;
    while (named.getCause() != null
        && (named instanceof ExecutionException || named.getMessage() == null)) {
      named = named.getCause();
    }
    Throwable root = named;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String what = line(named);
    String why = line(root);
    return (root.getMessage() == null || what.contains(why) ? what : what + ": " + why)
        + remedy(named);
  }

  private static String line(Throwable failure) {
    String message = failure.getMessage();
    if (message == null || message.isBlank()) {
      return failure.getClass().getSimpleName();
    }
    String line = message.lines().findFirst().orElse("").strip();
    return line.endsWith(".") ? line.substring(0, line.length() - 1) : line;
  }

  private static String remedy(Throwable failure) {
    return switch (failure) {
      case SslAuthenticationException _ ->
          "; the trust store must have the certificate of the brokers or of its issuer, the"
              + " certificate the names that brokers are reached by, and their listener TLS";
      case SaslAuthenticationException _ ->
          "; sasl.jaas.config must have the name and the password of a user of the brokers";
      case AuthorizationException _ ->
          "; the user needs the rights " + TopicRules.RIGHTS + ", and Create to create the topic";
      default -> "";
    };
  }
}
