package durablestreams.application.access;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/**
 * Makes an {@link AccessPolicy} when the server starts: the place to plug in a policy of your own.
 *
 * <ol>
 *   <li>Implement this interface and {@link AccessPolicy} in a class with a public constructor
 *       without parameters.
 *   <li>Name the class in a file {@code
 *       META-INF/services/durablestreams.application.access.AccessPolicyProvider} of your jar.
 *   <li>Put the jar on the class path of the server, and start it with {@code AUTH} set to what
 *       {@link #name()} returns.
 * </ol>
 */
public interface AccessPolicyProvider {

  /** The value of {@code AUTH} that selects this policy: small letters, digits and hyphens. */
  String name();

  /**
   * The settings that {@link #create} looks at, each of which the operator gives as a flag, an
   * environment variable or an entry of the configuration file. Begin names of your own with {@code
   * AUTH_} and the name of your policy, so that they meet no other.
   */
  default List<AccessSetting> settings() {
    return List.of();
  }

  /**
   * The policy, ready to decide.
   *
   * @param settings those of {@link #settings()} that were given, by name; no others
   * @param clock what the policy takes the time from
   * @throws AccessSettingsException when the settings are not right; the server then does not start
   */
  AccessPolicy create(Map<String, String> settings, InstantSource clock);
}
