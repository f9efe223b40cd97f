package durablestreams.application.provider;

import java.util.Locale;

/**
 * Declaration of a setting of an access policy or an archive.
 *
 * @param name in the form of an environment variable, such as {@code AUTH_TOKEN}
 * @param description one line for the table of settings: what it does
 * @param secret whether the value must never be shown, in a log or elsewhere
 * @param absent what applies when it is not given, for the table's column of defaults; empty if
 *     there is no default
 */
public record ProviderSetting(String name, String description, boolean secret, String absent) {

  private static final int MAX_DESCRIPTION = 300;
  private static final int MAX_ABSENT = 100;

  /** A setting without a default. */
  public ProviderSetting(String name, String description, boolean secret) {
    this(name, description, secret, "");
  }

  public ProviderSetting {
    if (!name.equals(name.toUpperCase(Locale.ROOT)) || !name.matches("[A-Z][A-Z0-9_]*")) {
      throw new IllegalArgumentException(
          "the name of a setting has capital letters, digits and underscores: " + name);
    }
    if (description.isBlank()) {
      throw new IllegalArgumentException("a setting needs a description: " + name);
    }
    requireLine("the description of a setting", description, MAX_DESCRIPTION);
    requireLine("the default of a setting", absent, MAX_ABSENT);
  }

  private static void requireLine(String what, String text, int max) {
    if (text.length() > max || text.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException(
          what + " is one line of at most " + max + " characters: " + text);
    }
  }
}
