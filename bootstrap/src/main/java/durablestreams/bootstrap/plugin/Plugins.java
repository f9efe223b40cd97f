package durablestreams.bootstrap.plugin;

import durablestreams.application.access.AccessPolicyProvider;
import durablestreams.application.provider.SegmentArchiveProvider;
import durablestreams.bootstrap.settings.SettingsException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.BiFunction;

/**
 * Access policies and archives of all plug-ins.
 *
 * @param descriptions one line for each, for the log
 */
public record Plugins(
    List<AccessPolicyProvider> policies,
    List<SegmentArchiveProvider> archives,
    List<String> descriptions) {

  /** A server without plug-ins. */
  public static final Plugins NONE = new Plugins(List.of(), List.of(), List.of());

  private static final String NAME = "[a-z][a-z0-9-]*";

  public Plugins {
    policies = List.copyOf(policies);
    archives = List.copyOf(archives);
    descriptions = List.copyOf(descriptions);
  }

  /**
   * Loads the plug-ins in a folder: each jar is one, and each folder in it, with a jar and the
   * libraries that this one needs.
   *
   * @param folder empty for no plug-ins
   * @param server class loader of the server
   * @param policyNames names of the access policies that the server has
   * @param archiveNames names of the archives that the server has
   * @throws SettingsException when one cannot be used, or two have one name
   */
  public static Plugins in(
      Optional<Path> folder,
      ClassLoader server,
      Collection<String> policyNames,
      Collection<String> archiveNames) {
    if (folder.isEmpty()) {
      return NONE;
    }
    Names policies = new Names("access policies", policyNames);
    Names archives = new Names("archives", archiveNames);
    List<AccessPolicyProvider> policyProviders = new ArrayList<>();
    List<SegmentArchiveProvider> archiveProviders = new ArrayList<>();
    List<String> descriptions = new ArrayList<>();
    for (PluginJars jars : PluginJars.in(folder.get())) {
      PluginGuard guard =
          new PluginGuard(jars.name(), new PluginLoader(jars.name(), jars.urls(), server));
      var ownPolicies = load(guard, AccessPolicyProvider.class, GuardedPolicyProvider::of);
      var ownArchives = load(guard, SegmentArchiveProvider.class, GuardedArchiveProvider::of);
      requireAny(jars, ownPolicies.size() + ownArchives.size());
      for (GuardedPolicyProvider policy : ownPolicies) {
        policies.add(policy.name(), jars.name());
        descriptions.add("access policy %s of %s".formatted(policy.name(), jars.name()));
      }
      for (GuardedArchiveProvider archive : ownArchives) {
        archives.add(archive.name(), jars.name());
        descriptions.add("archive %s of %s".formatted(archive.name(), jars.name()));
      }
      policyProviders.addAll(ownPolicies);
      archiveProviders.addAll(ownArchives);
    }
    return new Plugins(policyProviders, archiveProviders, descriptions);
  }

  private static <S, G> List<G> load(
      PluginGuard guard, Class<S> service, BiFunction<PluginGuard, S, G> guarded) {
    List<S> found =
        guard.call(
            "loading its " + service.getSimpleName(),
            () -> {
              List<S> all = new ArrayList<>();
              ServiceLoader.load(service, guard.loader()).forEach(all::add);
              return all;
            });
    return found.stream().map(provider -> guarded.apply(guard, provider)).toList();
  }

  private static void requireAny(PluginJars jars, int providers) {
    if (providers == 0) {
      throw new SettingsException(
          "Plug-in %s has no provider: a jar names its class in META-INF/services/%s or META-INF/services/%s; libraries of a plug-in stand with it in a folder of their own."
              .formatted(
                  jars.name(),
                  AccessPolicyProvider.class.getName(),
                  SegmentArchiveProvider.class.getName()));
    }
  }

  /** Names of one kind of provider, with the plug-in of each. */
  private static final class Names {
    private final String kind;
    private final Map<String, String> plugins = new HashMap<>();

    Names(String kind, Collection<String> ofServer) {
      this.kind = kind;
      ofServer.forEach(name -> plugins.put(name, "the server"));
    }

    void add(String name, String plugin) {
      if (!name.matches(NAME)) {
        throw new SettingsException(
            "Plug-in %s: %s have names of small letters, digits and hyphens, not %s."
                .formatted(plugin, kind, SettingsException.printable(name)));
      }
      String other = plugins.putIfAbsent(name, plugin);
      if (other != null) {
        throw new SettingsException(
            "Two %s are named %s: one of %s, one of %s.".formatted(kind, name, other, plugin));
      }
    }
  }
}
