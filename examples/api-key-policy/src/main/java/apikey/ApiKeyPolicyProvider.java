package apikey;

import durablestreams.application.access.AccessPolicy;
import durablestreams.application.access.AccessPolicyProvider;
import durablestreams.application.provider.ProviderSetting;
import durablestreams.application.provider.ProviderSettingsException;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Provider of the access policy {@code AUTH=api-key}. */
public final class ApiKeyPolicyProvider implements AccessPolicyProvider {

  static final String KEYS = "AUTH_API_KEYS";

  @Override
  public String name() {
    return "api-key";
  }

  @Override
  public List<ProviderSetting> settings() {
    return List.of(new ProviderSetting(KEYS, "Pairs key=tenant, separated by commas.", true));
  }

  @Override
  public AccessPolicy create(Map<String, String> settings, InstantSource clock) {
    Map<String, String> tenants = new HashMap<>();
    for (String pair : settings.getOrDefault(KEYS, "").split(",")) {
      String[] keyAndTenant = pair.strip().split("=");
      if (keyAndTenant.length != 2) {
        throw new ProviderSettingsException(KEYS + " must be pairs such as k1=acme,k2=umbrella");
      }
      tenants.put(keyAndTenant[0], keyAndTenant[1]);
    }
    return new ApiKeyPolicy(tenants);
  }
}
