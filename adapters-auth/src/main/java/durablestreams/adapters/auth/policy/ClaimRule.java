package durablestreams.adapters.auth.policy;

import durablestreams.adapters.auth.json.Json;
import durablestreams.adapters.auth.json.JsonShapeException;
import durablestreams.adapters.auth.json.Names;
import durablestreams.adapters.auth.verification.Claims;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An entry of a policy file for callers with a JWT: these claims give these grants.
 *
 * @param when by claim, the values of which it must have one; a claim that is a list must have one
 *     of them among its items
 * @param tenant the tenant of these callers
 * @param grants their patterns may have placeholders such as <code>{tenant}/**</code>, which stand
 *     for claims
 */
public record ClaimRule(Map<String, List<Json>> when, Optional<String> tenant, List<Grant> grants) {

  private static final Set<String> FIELDS = Set.of("when", "tenant", "streams");

  static ClaimRule of(Json json) {
    Json.Obj rule = json.asObject().only(FIELDS);
    Map<String, List<Json>> when = new LinkedHashMap<>();
    rule.required("when").asObject().fields().forEach((claim, v) -> when.put(claim, values(v)));
    Json streams = rule.required("streams");
    List<Grant> grants = Grant.list(streams);
    for (int g = 0; g < grants.size(); g++) {
      checkBraces(grants.get(g), streams.asList().get(g));
    }
    return new ClaimRule(when, rule.field("tenant").map(Names::name), grants);
  }

  private static List<Json> values(Json json) {
    List<Json> values = json instanceof Json.Array list ? list.items() : List.of(json);
    for (Json value : values) {
      if (!(value instanceof Json.Text || value instanceof Json.Bool)) {
        throw new JsonShapeException(
            value.place(), "must be text, true or false, or a list of such values");
      }
    }
    return values;
  }

  private static void checkBraces(Grant grant, Json place) {
    for (int p = 0; p < grant.on().size(); p++) {
      try {
        var _ = grant.on().get(p).filled(claim -> Optional.of("x"));
      } catch (IllegalArgumentException e) {
        Json pattern = place.asObject().required("on").asList().get(p);
        throw new JsonShapeException(pattern.place(), String.valueOf(e.getMessage()));
      }
    }
  }

  boolean isAbout(Claims claims) {
    return when.entrySet().stream()
        .allMatch(condition ->
            claims
                .all()
                .field(condition.getKey())
                .filter(
                    claim -> condition.getValue().stream().anyMatch(v -> Claims.holds(claim, v)))
                .isPresent());
  }

  /** What the rule grants to a token with these claims. */
  List<Grant> grantsTo(Claims claims) {
    return grants.stream()
        .map(grant ->
            new Grant(
                grant.allow(),
                grant.on().stream()
                    .flatMap(pattern -> pattern.filled(claims::scalar).stream())
                    .toList()))
        .toList();
  }
}
