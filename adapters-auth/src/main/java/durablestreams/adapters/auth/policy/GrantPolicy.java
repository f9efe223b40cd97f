package durablestreams.adapters.auth.policy;

import durablestreams.adapters.auth.json.JsonShapeException;
import durablestreams.adapters.auth.json.JsonTextReader;
import durablestreams.adapters.auth.json.Names;
import durablestreams.adapters.auth.token.BearerToken;
import durablestreams.adapters.auth.token.Refusals;
import durablestreams.adapters.auth.token.TokenHash;
import durablestreams.adapters.auth.token.Verdict;
import durablestreams.adapters.auth.verification.Claims;
import durablestreams.adapters.auth.verification.TokenAuthenticator;
import durablestreams.adapters.auth.verification.TokenVerifier;
import durablestreams.adapters.auth.verification.VerifiedToken;
import durablestreams.application.access.Access;
import durablestreams.application.access.AccessPolicy;
import durablestreams.application.access.AccessRequest;
import durablestreams.application.access.Action;
import durablestreams.application.access.Caller;
import durablestreams.application.access.Credentials;
import durablestreams.application.access.ReadScope;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The policy of {@code AUTH=policy}: tokens have grants, and what is not granted is refused.
 *
 * <p>Grants only add up: those of everyone, of the token's own claim, and of every rule in the
 * policy file that is about the token. There is no rule that takes something away, so their order
 * means nothing.
 */
public final class GrantPolicy implements AccessPolicy {

  /** Who a token is for, and what they may do. */
  record Holder(Caller caller, List<Grant> grants) {}

  /** Beginnings of the grantees of scopes. */
  private static final String EVERYONE = "everyone";

  private static final String TOKEN = "token ";
  private static final String JWT = "jwt ";
  private static final int JWT_PARTS = 3;

  /** The claims of a token that are kept with a subscription, at most, in Base64. */
  private static final int MAX_CLAIMS = 4_096;

  private final Supplier<PolicyFile> file;
  private final TokenAuthenticator<PolicyFile, Holder> authenticator;
  private final InstantSource clock;
  private final String tenantClaim;
  private final Optional<String> streamsClaim;
  private @Nullable PolicyFile seen;
  private long revision;

  /**
   * @param tenantClaim names the claim that has the tenant
   * @param streamsClaim names the claim that has grants, if claims may have any
   */
  public GrantPolicy(
      Supplier<PolicyFile> file,
      TokenVerifier verifier,
      String tenantClaim,
      Optional<String> streamsClaim,
      InstantSource clock) {
    this.file = file;
    this.clock = clock;
    this.tenantClaim = tenantClaim;
    this.streamsClaim = streamsClaim;
    this.authenticator =
        new TokenAuthenticator<>(
            verifier, (token, rules) -> read(token, rules, tenantClaim, streamsClaim), clock);
  }

  @Override
  public Access decide(AccessRequest request) {
    PolicyFile rules = file.get();
    return switch (BearerToken.in(request.credentials())) {
      case BearerToken.Missing _ ->
          covers(rules.everyone(), request, name(request))
              ? new Access.Granted(Caller.ANONYMOUS, true)
              : Refusals.missing();
      case BearerToken.Malformed _ -> Refusals.malformed();
      case BearerToken.Present(String token) -> decide(request, rules, token);
    };
  }

  private Access decide(AccessRequest request, PolicyFile rules, String token) {
    TokenHash hash = TokenHash.of(token);
    PolicyFile.FixedToken fixed = rules.tokens().get(hash);
    if (fixed == null) {
      return authenticator.decide(
          token, hash, rules, h -> decide(request, rules, h.caller(), h.grants()));
    }
    return fixed.caller().expiredAt(clock.instant())
        ? Refusals.invalid(Refusals.EXPIRED)
        : decide(request, rules, fixed.caller(), fixed.grants());
  }

  @Override
  public ReadScope readable(Credentials credentials) {
    PolicyFile rules = file.get();
    List<Grant> grants = new ArrayList<>(rules.everyone());
    String grantee = EVERYONE;
    if (BearerToken.in(credentials) instanceof BearerToken.Present(String token)) {
      TokenHash hash = TokenHash.of(token);
      PolicyFile.FixedToken fixed = rules.tokens().get(hash);
      if (fixed == null) {
        authenticator.decide(
            token,
            hash,
            rules,
            holder -> {
              grants.addAll(holder.grants());
              return new Access.Granted(holder.caller());
            });
        grantee = granteeOf(token);
      } else if (!fixed.caller().expiredAt(clock.instant())) {
        grants.addAll(fixed.grants());
        grantee = TOKEN + fixed.caller().subject();
      }
    }
    return scope(grants, grantee);
  }

  /** The claims of a token, which are no credential without its signature. */
  private static String granteeOf(String token) {
    String[] parts = token.split("\\.", -1);
    return parts.length == JWT_PARTS && parts[1].length() <= MAX_CLAIMS ? JWT + parts[1] : "";
  }

  /** Grants in claims stay; those of the file are the ones that it gives now. */
  @Override
  public Optional<ReadScope> readable(String grantee) {
    PolicyFile rules = file.get();
    List<Grant> grants = new ArrayList<>(rules.everyone());
    if (grantee.startsWith(TOKEN)) {
      rules.tokens().values().stream()
          .filter(token -> token.caller().subject().equals(grantee.substring(TOKEN.length())))
          .filter(token -> !token.caller().expiredAt(clock.instant()))
          .forEach(token -> grants.addAll(token.grants()));
    } else if (grantee.startsWith(JWT)) {
      try {
        byte[] json = Base64.getUrlDecoder().decode(grantee.substring(JWT.length()));
        Claims claims = new Claims(JsonTextReader.read(json).asObject());
        grants.addAll(grants(claims, rules, streamsClaim));
      } catch (JsonShapeException | IllegalArgumentException e) {
        return Optional.empty();
      }
    } else if (!grantee.equals(EVERYONE)) {
      return Optional.empty();
    }
    return Optional.of(scope(grants, grantee));
  }

  @Override
  public synchronized long grantsRevision() {
    PolicyFile now = file.get();
    if (now != seen) {
      seen = now;
      revision++;
    }
    return revision;
  }

  private static ReadScope scope(List<Grant> grants, String grantee) {
    return new ReadScope(
        false,
        grants.stream()
            .filter(grant -> grant.allow().contains(Action.READ))
            .flatMap(grant -> grant.on().stream())
            .map(PathPattern::literal)
            .distinct()
            .toList(),
        grantee);
  }

  private static Access decide(
      AccessRequest request, PolicyFile rules, Caller caller, List<Grant> grants) {
    List<String> name = name(request);
    if (covers(rules.everyone(), request, name)) {
      return new Access.Granted(caller, true);
    }
    return covers(grants, request, name)
        ? new Access.Granted(caller)
        : Refusals.forbidden(request.action());
  }

  private static List<String> name(AccessRequest request) {
    return PathPattern.split(request.stream().value());
  }

  private static boolean covers(List<Grant> grants, AccessRequest request, List<String> name) {
    return grants.stream().anyMatch(grant -> grant.covers(request.action(), name));
  }

  private static Verdict<Holder> read(
      VerifiedToken token, PolicyFile rules, String tenantClaim, Optional<String> streamsClaim) {
    Claims claims = token.claims();
    try {
      List<ClaimRule> about = about(claims, rules);
      List<Grant> grants = grants(claims, rules, streamsClaim);
      Optional<String> subject = claims.all().field("sub").map(Names::name);
      String tenant =
          Stream.of(
                  about.stream().flatMap(rule -> rule.tenant().stream()).findFirst(),
                  claims.all().field(tenantClaim).map(Names::name),
                  subject)
              .flatMap(Optional::stream)
              .findFirst()
              .orElse("unnamed");
      Caller caller = new Caller(tenant, subject.orElse(tenant), token.until());
      return new Verdict.Accepted<>(new Holder(caller, List.copyOf(grants)));
    } catch (JsonShapeException e) {
      return new Verdict.Refused<>(
          Refusals.INVALID, "a claim is not what it should be: " + e.sentence());
    }
  }

  private static List<ClaimRule> about(Claims claims, PolicyFile rules) {
    return rules.jwt().stream().filter(rule -> rule.isAbout(claims)).toList();
  }

  private static List<Grant> grants(
      Claims claims, PolicyFile rules, Optional<String> streamsClaim) {
    List<Grant> grants = new ArrayList<>();
    streamsClaim.flatMap(claims.all()::field).map(Grant::list).ifPresent(grants::addAll);
    about(claims, rules).forEach(rule -> grants.addAll(rule.grantsTo(claims)));
    return List.copyOf(grants);
  }

  @Override
  public boolean guardsReads() {
    return true;
  }

  @Override
  public boolean hasPublicReads() {
    return file.get().everyone().stream().anyMatch(grant -> grant.allow().contains(Action.READ));
  }

  @Override
  public void close() {
    authenticator.close();
  }
}
