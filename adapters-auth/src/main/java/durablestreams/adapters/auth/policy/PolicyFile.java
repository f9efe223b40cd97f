package durablestreams.adapters.auth.policy;

import durablestreams.adapters.auth.json.Json;
import durablestreams.adapters.auth.json.JsonShapeException;
import durablestreams.adapters.auth.json.JsonTextReader;
import durablestreams.adapters.auth.json.Names;
import durablestreams.adapters.auth.settings.PolicySettings;
import durablestreams.adapters.auth.token.TokenHash;
import durablestreams.application.access.Caller;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Content of a policy file. All parts are optional:
 *
 * <pre>{@code
 * {
 *   "everyone": [
 *     {"allow": ["read"], "on": ["public/**"]}
 *   ],
 *   "tokens": [
 *     {"name": "importer", "tenant": "tenant-a", "sha256": "<64 hex digits>",
 *      "expires": "2030-01-01T00:00:00Z",
 *      "streams": [{"allow": ["create", "append"], "on": ["tenant-a/**"]}]}
 *   ],
 *   "jwt": [
 *     {"when": {"groups": ["support", "admins"], "email_verified": true},
 *      "tenant": "staff",
 *      "streams": [{"allow": ["read"], "on": ["**"]}]},
 *     {"when": {},
 *      "streams": [{"allow": ["read", "append", "create", "delete"], "on": ["{tenant}/**"]}]}
 *   ]
 * }
 * }</pre>
 *
 * @param everyone what needs no token
 * @param tokens fixed tokens by the hash of their text
 * @param jwt what the claims of a JWT give; every rule that is about them adds its grants
 */
public record PolicyFile(
    List<Grant> everyone, Map<TokenHash, FixedToken> tokens, List<ClaimRule> jwt) {

  /** A token that is not a JWT. */
  record FixedToken(Caller caller, List<Grant> grants) {}

  public static final PolicyFile EMPTY = new PolicyFile(List.of(), Map.of(), List.of());

  private static final Set<String> FIELDS = Set.of("everyone", "tokens", "jwt");
  private static final Set<String> TOKEN_FIELDS =
      Set.of("name", "tenant", "sha256", "expires", "streams");

  /**
   * Reads a policy file.
   *
   * @param jwtChecked whether the server has keys to check JWTs with
   * @throws JsonShapeException when it is not one
   */
  public static PolicyFile read(byte[] json, boolean jwtChecked) {
    Json.Obj file = JsonTextReader.read(json).asObject().only(FIELDS);
    if (file.field("jwt").isPresent() && !jwtChecked) {
      throw new JsonShapeException(
          file.required("jwt").place(),
          "needs keys to check tokens with: set %s, %s or %s"
              .formatted(
                  PolicySettings.JWT_SECRET, PolicySettings.JWKS_FILE, PolicySettings.JWKS_URL));
    }
    return new PolicyFile(
        file.field("everyone").map(Grant::list).orElse(List.of()),
        file.field("tokens").map(PolicyFile::tokens).orElse(Map.of()),
        file.field("jwt").map(Json::asList).orElse(List.of()).stream().map(ClaimRule::of).toList());
  }

  private static Map<TokenHash, FixedToken> tokens(Json json) {
    Map<TokenHash, FixedToken> tokens = new HashMap<>();
    Set<String> names = new HashSet<>();
    for (Json item : json.asList()) {
      Json.Obj token = item.asObject().only(TOKEN_FIELDS);
      Json name = token.required("name");
      if (!names.add(Names.name(name))) {
        throw new JsonShapeException(name.place(), "is the name of another token, too");
      }
      Json hash = token.required("sha256");
      if (tokens.put(hash(hash), token(token)) != null) {
        throw new JsonShapeException(hash.place(), "is the hash of another token, too");
      }
    }
    return Map.copyOf(tokens);
  }

  private static FixedToken token(Json.Obj token) {
    String name = Names.name(token.required("name"));
    return new FixedToken(
        new Caller(
            token.field("tenant").map(Names::name).orElse(name),
            name,
            token.field("expires").map(PolicyFile::expiry).orElse(Caller.NEVER)),
        Grant.list(token.required("streams")));
  }

  private static TokenHash hash(Json json) {
    try {
      return TokenHash.ofHex(json.asText());
    } catch (IllegalArgumentException e) {
      throw new JsonShapeException(
          json.place(), "must be the 64 hex digits of the SHA-256 of the token");
    }
  }

  private static Instant expiry(Json json) {
    try {
      return Instant.parse(json.asText());
    } catch (DateTimeParseException e) {
      throw new JsonShapeException(json.place(), "must be a time such as 2030-01-01T00:00:00Z");
    }
  }
}
