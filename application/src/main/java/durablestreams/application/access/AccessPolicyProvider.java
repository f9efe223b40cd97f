package durablestreams.application.access;

import durablestreams.application.provider.ProviderSetting;
import durablestreams.application.provider.ProviderSettingsException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/**
 * Factory of an {@link AccessPolicy} at server start, and the extension point for custom policies.
 *
 * <ol>
 *   <li>Implement this interface and {@link AccessPolicy} in a class with a public constructor
 *       without parameters.
 *   <li>Name the class in a file {@code
 *       META-INF/services/durablestreams.application.access.AccessPolicyProvider} of your jar.
 *   <li>Put the jar into a folder, and start the server with {@code PLUGINS} set to that folder and
 *       {@code AUTH} set to what {@link #name()} returns.
 * </ol>
 */
public interface AccessPolicyProvider {

  /** The value of {@code AUTH} that selects this policy: small letters, digits and hyphens. */
  String name();

  /**
   * The settings that {@link #create} looks at, each of which the operator gives as a flag, an
   * environment variable or an entry of the configuration file. Prefix the names of custom settings
   * with {@code AUTH_} and the name of the policy to avoid collisions.
   */
  default List<ProviderSetting> settings() {
    return List.of();
  }

  /**
   * Creates the policy.
   *
   * @param settings those of {@link #settings()} that were given, by name; no others
   * @param clock what the policy takes the time from
   * @throws ProviderSettingsException if the settings are invalid; this aborts startup
   */
  AccessPolicy create(Map<String, String> settings, InstantSource clock);
}
