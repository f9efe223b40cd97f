package durablestreams.application.access;

import java.util.Locale;

/**
 * Declaration of a setting of an access policy.
 *
 * @param name in the form of an environment variable, such as {@code AUTH_TOKEN}
 * @param description one line for the table of settings: what it does
 * @param secret whether the value must never be shown, in a log or elsewhere
 * @param absent what applies when it is not given, for the table's column of defaults; empty if
 *     there is no default
 */
public record AccessSetting(String name, String description, boolean secret, String absent) {

  /** A setting without a default. */
  public AccessSetting(String name, String description, boolean secret) {
    this(name, description, secret, "");
  }

  public AccessSetting {
    if (!name.equals(name.toUpperCase(Locale.ROOT)) || !name.matches("[A-Z][A-Z0-9_]*")) {
      throw new IllegalArgumentException(
          "the name of a setting has capital letters, digits and underscores: " + name);
    }
    Text.requireLine("the description of a setting", description, 300);
    if (!absent.isEmpty()) {
      Text.requireLine("the default of a setting", absent, 100);
    }
  }
}
