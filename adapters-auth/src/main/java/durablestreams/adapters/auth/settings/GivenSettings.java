package durablestreams.adapters.auth.settings;

import durablestreams.application.provider.ProviderSettingsException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The settings of a policy, as the operator gave them. */
public record GivenSettings(Map<String, String> values) {

  /** A setting, if given. One without a value is a mistake: it must not disable a check. */
  public Optional<String> text(String name) {
    Optional<String> value = Optional.ofNullable(values.get(name));
    if (value.filter(String::isBlank).isPresent()) {
      throw new ProviderSettingsException(name + " is empty: give it a value, or do not set it");
    }
    return value;
  }

  /** Whether a switch is on; off when it is not given. */
  public boolean on(String name) {
    return switch (text(name).orElse("off").toLowerCase(Locale.ROOT)) {
      case "on", "true", "yes", "1" -> true;
      case "off", "false", "no", "0" -> false;
      default ->
          throw new ProviderSettingsException(
              name + " must be on or off, not `" + values.get(name) + "`");
    };
  }

  public boolean has(String name) {
    return text(name).isPresent();
  }
}
