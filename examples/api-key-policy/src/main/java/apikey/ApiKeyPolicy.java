package apikey;

import durablestreams.application.access.Access;
import durablestreams.application.access.AccessPolicy;
import durablestreams.application.access.AccessRequest;
import durablestreams.application.access.Caller;
import durablestreams.application.access.ClientRequest;
import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.Optional;

/**
 * Access policy of keys in the header {@code X-API-Key}: each tenant may use the streams below its
 * name. Without a key the answer is 401, with one that is not known it is 403 and JSON.
 */
final class ApiKeyPolicy implements AccessPolicy {

  private static final System.Logger LOG = System.getLogger(ApiKeyPolicy.class.getName());

  private static final Access MISSING =
      new Access.Unauthenticated("ApiKey realm=\"durable-streams\"", "send the header X-API-Key");

  private static final Access UNKNOWN =
      new Access.Refused(
          403,
          Map.of("Content-Type", "application/json", "X-Reason", "unknown-key"),
          "{\"error\":\"this API key is not known\"}\n");

  private final Map<String, String> tenants;

  ApiKeyPolicy(Map<String, String> tenants) {
    this.tenants = Map.copyOf(tenants);
  }

  @Override
  public Access decide(AccessRequest request) {
    Optional<String> key = request.credentials().header("X-API-Key");
    if (key.isEmpty()) {
      return MISSING;
    }
    String tenant = tenants.get(key.get());
    if (tenant == null) {
      ClientRequest client = request.client();
      LOG.log(
          Level.DEBUG,
          () -> "Unknown key: %s %s from %s".formatted(client.method(), client.target(), client.address()));
      return UNKNOWN;
    }
    return request.stream().value().startsWith(tenant + "/")
        ? new Access.Granted(new Caller(tenant, tenant, Caller.NEVER))
        : new Access.Forbidden("this key is for other streams");
  }

  @Override
  public boolean guardsReads() {
    return true;
  }
}
