package durablestreams.adapters.auth;

import durablestreams.application.access.Access;
import durablestreams.application.access.AccessPolicy;
import durablestreams.application.access.AccessPolicyProvider;
import durablestreams.application.access.AccessRequest;
import durablestreams.application.access.Action;
import durablestreams.application.access.Caller;
import durablestreams.application.provider.ProviderSetting;
import durablestreams.application.provider.ProviderSettingsException;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A policy of one's own, as the documentation shows it: {@code AUTH=api-key} lets in who sends an
 * {@code X-API-Key} that is listed, each tenant to the streams below its name.
 */
public final class ApiKeyPolicyProvider implements AccessPolicyProvider {

  static final String KEYS = "AUTH_API_KEYS";

  @Override
  public String name() {
    return "api-key";
  }

  @Override
  public List<ProviderSetting> settings() {
    return List.of(new ProviderSetting(KEYS, "key=tenant pairs with commas between them.", true));
  }

  @Override
  public AccessPolicy create(Map<String, String> settings, InstantSource clock) {
    Map<String, String> tenants = new HashMap<>();
    for (String pair : settings.getOrDefault(KEYS, "").split(",")) {
      String[] keyAndTenant = pair.split("=");
      if (keyAndTenant.length != 2) {
        throw new ProviderSettingsException(KEYS + " must be key=tenant pairs, such as k1=acme");
      }
      tenants.put(keyAndTenant[0].strip(), keyAndTenant[1].strip());
    }
    return new ApiKeyPolicy(Map.copyOf(tenants));
  }

  private record ApiKeyPolicy(Map<String, String> tenants) implements AccessPolicy {

    @Override
    public Access decide(AccessRequest request) {
      Optional<String> key = request.credentials().header("X-API-Key");
      if (key.isEmpty()) {
        return new Access.Unauthenticated("ApiKey", "send the header X-API-Key");
      }
      String tenant = tenants.get(key.get());
      if (tenant == null) {
        return new Access.Unauthenticated("ApiKey", "the key is not known");
      }
      return request.stream().value().startsWith(tenant + "/") && request.action() != Action.DELETE
          ? new Access.Granted(new Caller(tenant, tenant, Caller.NEVER))
          : new Access.Forbidden("this key does not allow that");
    }

    @Override
    public boolean guardsReads() {
      return true;
    }
  }
}
