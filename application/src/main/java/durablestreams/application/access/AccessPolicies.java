package durablestreams.application.access;

import durablestreams.application.provider.ProviderSetting;
import durablestreams.application.provider.ProviderSettingsException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Access policies on the class path, and the selection of one of them.
 *
 * <p>{@code AUTH} names the policy. If it is absent, the policy whose settings are given is
 * selected, or {@code none} if there are no such settings, so a server is never open because a
 * secret was set without {@code AUTH}. For the same reason a setting that the selected policy does
 * not know aborts startup. A setting that several policies share does not select any of them.
 */
public final class AccessPolicies {

  /** The setting that names the policy. */
  public static final String AUTH = "AUTH";

  private static final String NONE = "none";

  private final Map<String, AccessPolicyProvider> providers = new TreeMap<>();

  /**
   * Creates a selection among {@code providers}.
   *
   * @throws ProviderSettingsException when two have the same name, or one has a name that cannot be
   *     set
   */
  public AccessPolicies(Iterable<AccessPolicyProvider> providers) {
    for (AccessPolicyProvider provider : providers) {
      if (!provider.name().matches("[a-z][a-z0-9-]*")) {
        throw new ProviderSettingsException(
            "the name of an access policy has small letters, digits and hyphens; "
                + provider.getClass().getName()
                + " has another");
      }
      AccessPolicyProvider other = this.providers.put(provider.name(), provider);
      if (other != null) {
        throw new ProviderSettingsException(
            "two access policies on the class path are named %s: %s and %s"
                .formatted(
                    provider.name(), other.getClass().getName(), provider.getClass().getName()));
      }
    }
  }

  /** Those that {@link ServiceLoader} finds. */
  public static AccessPolicies onClassPath() {
    return onClassPathAnd(List.of());
  }

  /** Those that {@link ServiceLoader} finds, and others. */
  public static AccessPolicies onClassPathAnd(List<AccessPolicyProvider> others) {
    List<AccessPolicyProvider> all = new ArrayList<>();
    ServiceLoader.load(AccessPolicyProvider.class).forEach(all::add);
    all.addAll(others);
    return new AccessPolicies(all);
  }

  /** The allowed values of {@code AUTH}, in order. */
  public List<String> names() {
    return List.copyOf(providers.keySet());
  }

  /** Every setting of every policy, by policy in the order of {@link #names()}. */
  public List<ProviderSetting> settings() {
    return providers.values().stream().flatMap(p -> p.settings().stream()).distinct().toList();
  }

  /**
   * Creates the policy that the settings select.
   *
   * @param settings all settings that the operator gave, by name; those of no policy are ignored
   * @throws ProviderSettingsException if they name no known policy, or are invalid for the one that
   *     they name
   */
  public AccessPolicy create(Map<String, String> settings, InstantSource clock) {
    AccessPolicyProvider chosen = chosen(settings);
    Map<String, String> own = new TreeMap<>();
    chosen.settings().stream()
        .map(ProviderSetting::name)
        .filter(settings::containsKey)
        .forEach(name -> own.put(name, settings.get(name)));
    for (AccessPolicyProvider other : providers.values()) {
      for (String name : given(other, settings)) {
        if (!own.containsKey(name)) {
          throw new ProviderSettingsException(
              "%s is not used with %s=%s: remove it, or set %s=%s"
                  .formatted(name, AUTH, chosen.name(), AUTH, other.name()));
        }
      }
    }
    return chosen.create(Map.copyOf(own), clock);
  }

  private AccessPolicyProvider chosen(Map<String, String> settings) {
    String name = Optional.ofNullable(settings.get(AUTH)).orElseGet(() -> implied(settings));
    AccessPolicyProvider provider = providers.get(name);
    if (provider == null) {
      throw new ProviderSettingsException(
          "%s is %s, but must be one of %s"
              .formatted(AUTH, name, String.join(", ", providers.keySet())));
    }
    return provider;
  }

  private String implied(Map<String, String> settings) {
    List<String> meant = new ArrayList<>();
    for (AccessPolicyProvider provider : providers.values()) {
      if (given(provider, settings).stream().anyMatch(this::isOfOne)) {
        meant.add(provider.name());
      }
    }
    if (meant.size() > 1) {
      throw new ProviderSettingsException(
          "there are settings for more than one access policy; say which with "
              + meant.stream().map(n -> AUTH + "=" + n).collect(Collectors.joining(" or ")));
    }
    return meant.isEmpty() ? NONE : meant.getFirst();
  }

  private boolean isOfOne(String setting) {
    return providers.values().stream()
            .flatMap(p -> p.settings().stream())
            .filter(s -> s.name().equals(setting))
            .count()
        == 1;
  }

  private static List<String> given(AccessPolicyProvider provider, Map<String, String> settings) {
    return provider.settings().stream()
        .map(ProviderSetting::name)
        .filter(settings::containsKey)
        .toList();
  }
}
