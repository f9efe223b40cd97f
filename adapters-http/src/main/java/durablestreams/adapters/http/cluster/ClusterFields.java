package durablestreams.adapters.http.cluster;

import durablestreams.adapters.http.headers.FieldName;
import durablestreams.adapters.http.headers.Fields;
import java.util.Locale;
import java.util.Set;

/** Header fields between the nodes of a cluster, and which fields of clients pass. */
final class ClusterFields {

  /** Signature of a request that a node forwards. */
  static final FieldName FORWARDED = FieldName.of("Cluster-Forwarded");

  /** Signature of a call of a node, and the digest of its body. */
  static final FieldName CALL = FieldName.of("Cluster-Call");

  /** Why a node did not do what another asked for; such a request had no effect. */
  static final FieldName REFUSED = FieldName.of("Cluster-Refused");

  static final String NOT_LEADER = "not-leader";
  static final String UNKNOWN_NODE = "unknown-node";

  private static final String PREFIX = "cluster-";

  private static final Set<String> HOP_BY_HOP =
      Set.of(
          "connection",
          "keep-alive",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade",
          "http2-settings",
          "content-length");

  /** What the receiving node says by itself of the request, or of its own connection. */
  private static final Set<String> OF_REQUESTS =
      Set.of(
          "host",
          "expect",
          "forwarded",
          "x-forwarded-for",
          "x-forwarded-host",
          "x-forwarded-proto");

  /** What each answer has anyway. */
  private static final Set<String> OF_ANSWERS =
      Set.of(
          "date",
          "x-content-type-options",
          "cross-origin-resource-policy",
          "access-control-allow-origin",
          "access-control-expose-headers");

  private ClusterFields() {}

  /**
   * Whether a field of a client's request goes to the leader.
   *
   * @param connection the value of {@code Connection}, which names fields that do not
   */
  static boolean passes(String name, String connection) {
    String lower = name.toLowerCase(Locale.ROOT);
    return !isOfHop(lower, connection) && !OF_REQUESTS.contains(lower);
  }

  /** Whether a field of the leader's answer goes to the client. */
  static boolean returns(String name, String value, String connection) {
    String lower = name.toLowerCase(Locale.ROOT);
    boolean variance = lower.equals("vary") && value.equalsIgnoreCase(Fields.ORIGIN.toString());
    return !isOfHop(lower, connection) && !OF_ANSWERS.contains(lower) && !variance;
  }

  private static boolean isOfHop(String lower, String connection) {
    return HOP_BY_HOP.contains(lower)
        || lower.startsWith(PREFIX)
        || lower.startsWith(":")
        || !connection.isEmpty() && names(connection, lower);
  }

  private static boolean names(String connection, String lower) {
    for (String option : connection.split(",", -1)) {
      if (option.strip().equalsIgnoreCase(lower)) {
        return true;
      }
    }
    return false;
  }
}
