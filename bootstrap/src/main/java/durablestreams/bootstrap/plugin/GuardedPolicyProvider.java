package durablestreams.bootstrap.plugin;

import durablestreams.application.access.AccessPolicy;
import durablestreams.application.access.AccessPolicyProvider;
import durablestreams.application.provider.ProviderSetting;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/** Provider of an access policy of a plug-in, whose failures name the plug-in. */
record GuardedPolicyProvider(
    PluginGuard guard, AccessPolicyProvider provider, String name, List<ProviderSetting> settings)
    implements AccessPolicyProvider {

  static GuardedPolicyProvider of(PluginGuard guard, AccessPolicyProvider provider) {
    return new GuardedPolicyProvider(
        guard,
        provider,
        guard.call("reading the name of its policy", provider::name),
        guard.call("reading the settings of its policy", () -> List.copyOf(provider.settings())));
  }

  @Override
  public AccessPolicy create(Map<String, String> given, InstantSource clock) {
    return guard.call(
        "creating its policy",
        () -> {
          AccessPolicy policy = provider.create(given, clock);
          if (policy != null) {
            // A policy for another version of the server fails here, and not at the first request.
            policy.guardsReads();
            policy.hasPublicReads();
          }
          return policy;
        });
  }
}
