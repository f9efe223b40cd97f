package durablestreams.application.access;

import java.util.Locale;

/**
 * Declaration of a setting of an access policy.
 *
 * @param name in the form of an environment variable, such as {@code AUTH_TOKEN}
 * @param description one line for the table of settings: what it does, and what it is when not
 *     given
 * @param secret whether the value must never be shown, in a log or elsewhere
 */
public record AccessSetting(String name, String description, boolean secret) {

  public AccessSetting {
    if (!name.equals(name.toUpperCase(Locale.ROOT)) || !name.matches("[A-Z][A-Z0-9_]*")) {
      throw new IllegalArgumentException(
          "the name of a setting has capital letters, digits and underscores: " + name);
    }
    Text.requireLine("the description of a setting", description, 300);
  }
}
