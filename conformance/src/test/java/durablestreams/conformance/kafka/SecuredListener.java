package durablestreams.conformance.kafka;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Listener of a broker for clients that use TLS, or have to say who they are. What they may do is
 * decided by rights on topics; clients without a name may do everything.
 *
 * @param name in capital letters
 * @param protocol such as {@code SASL_SSL}
 * @param properties of this listener
 */
public record SecuredListener(
    String name, String protocol, int port, Map<String, String> properties) {

  String address() {
    return "%s://127.0.0.1:%d".formatted(name, port);
  }

  /** Where a client finds it. */
  public String url() {
    return "127.0.0.1:" + port;
  }

  String lines() {
    String prefix = "listener.name." + name.toLowerCase(Locale.ROOT) + ".";
    return new TreeMap<>(properties)
        .entrySet().stream()
            .map(property -> prefix + property.getKey() + "=" + property.getValue() + "\n")
            .collect(Collectors.joining());
  }
}
