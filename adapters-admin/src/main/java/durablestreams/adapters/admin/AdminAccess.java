package durablestreams.adapters.admin;

import durablestreams.application.observe.log.AuditLog;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Check of requests to the listener: with a token, they must present it; without one, they must
 * come from this machine and name it. A page of another site that a browser shows is refused: it
 * could reach a loopback address, under the browser's own name for it or under one that resolves to
 * it.
 */
final class AdminAccess {

  private static final String BEARER = "bearer ";
  private static final Set<String> SAME = Set.of("same-origin", "none");

  private static final int MAX_QUERY = 200;

  private final Optional<String> token;
  private final boolean loopback;
  private final AuditLog audit = new AuditLog();

  private AdminAccess(Optional<String> token, boolean loopback) {
    this.token = token;
    this.loopback = loopback;
  }

  /**
   * @throws IllegalArgumentException without a token on an address that others can reach
   */
  static AdminAccess of(AdminSettings settings, boolean loopback) {
    if (!loopback && settings.token().isEmpty()) {
      throw new IllegalArgumentException(
          settings.host() + " is no loopback address, so a token is needed");
    }
    return new AdminAccess(settings.token(), loopback);
  }

  /**
   * Why a call is refused, if it is; refusals are in the log.
   *
   * @param open whether anyone may call this
   */
  Optional<AdminResponse> refusal(AdminRequest request, boolean open) {
    Optional<AdminResponse> refusal = open ? Optional.empty() : refusal(request);
    refusal.ifPresent(answer -> audit.refused(line(request, answer.status())));
    return refusal;
  }

  /** Logs a call that was allowed, if it may change something. */
  void answered(AdminRequest request, int status) {
    if (request.changes()) {
      audit.changed("admin " + line(request, status));
    }
  }

  private String line(AdminRequest request, int status) {
    return "%s %s%s from %s: %d"
        .formatted(
            printable(request.method()),
            printable(request.path()),
            query(request.rawQuery()),
            printable(request.client()),
            status);
  }

  /** The query of a call for the log: bounded, and left out if it holds the token. */
  private String query(String raw) {
    if (raw.isEmpty()) {
      return "";
    }
    if (token.isPresent() && decoded(raw).contains(token.get())) {
      return "?(hidden)";
    }
    String shown = printable(raw);
    return "?" + (shown.length() > MAX_QUERY ? shown.substring(0, MAX_QUERY) + "..." : shown);
  }

  private static String decoded(String query) {
    try {
      return query + " " + URLDecoder.decode(query, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return query;
    }
  }

  private Optional<AdminResponse> refusal(AdminRequest request) {
    if (isForeign(request)) {
      return Optional.of(
          AdminResponse.error(403, "forbidden", "pages of other sites may not call this"));
    }
    if (token.isEmpty()) {
      return loopback && !isLocalName(request.header("Host"))
          ? Optional.of(
              AdminResponse.error(
                  403, "forbidden", "without a token, use localhost or a loopback address"))
          : Optional.empty();
    }
    return isBearer(request.header("Authorization"), token.get())
        ? Optional.empty()
        : Optional.of(
            AdminResponse.error(401, "unauthenticated", "send the admin token as a bearer token")
                .with("WWW-Authenticate", "Bearer"));
  }

  private static boolean isForeign(AdminRequest request) {
    String site = request.header("Sec-Fetch-Site");
    String origin = request.header("Origin");
    String host = request.header("Host");
    return (site != null && !SAME.contains(site))
        || (origin != null
            && !origin.equals("http://" + host)
            && !origin.equals("https://" + host));
  }

  /** Whether the host is {@code localhost} or a loopback address, which excludes DNS rebinding. */
  private static boolean isLocalName(@Nullable String authority) {
    if (authority == null) {
      return true;
    }
    String host =
        authority.startsWith("[")
            ? authority.substring(0, authority.indexOf(']') + 1)
            : authority.split(":", 2)[0];
    return host.toLowerCase(Locale.ROOT).equals("localhost")
        || host.equals("[::1]")
        || host.matches("127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}");
  }

  private static boolean isBearer(@Nullable String field, String token) {
    if (field == null || !field.toLowerCase(Locale.ROOT).startsWith(BEARER)) {
      return false;
    }
    byte[] given = field.substring(BEARER.length()).strip().getBytes(StandardCharsets.UTF_8);
    return MessageDigest.isEqual(given, token.getBytes(StandardCharsets.UTF_8));
  }

  static String printable(String text) {
    return text.replaceAll("[^\\x21-\\x7e]", "?");
  }
}
