package durablestreams.adapters.webhook;

import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Targets that webhooks may have.
 *
 * @param loopback whether {@code http} and {@code https} to this machine are allowed, for
 *     development
 * @param hosts the only hosts that are allowed, as {@code api.example.com} or {@code
 *     *.example.com}; empty for all
 */
public record WebhookSettings(boolean loopback, Set<String> hosts) {

  public WebhookSettings {
    hosts = hosts.stream().map(h -> h.toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
  }

  boolean allows(String host) {
    return hosts.isEmpty()
        || hosts.stream()
            .anyMatch(allowed ->
                allowed.startsWith("*.")
                    ? host.endsWith(allowed.substring(1))
                    : host.equals(allowed));
  }
}
