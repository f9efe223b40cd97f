package durablestreams.adapters.http.cluster;

import durablestreams.adapters.http.cluster.peer.ClusterSecret;
import durablestreams.adapters.http.cluster.peer.ClusterSecret.Signed;
import durablestreams.adapters.http.cluster.peer.PeerAddress;
import durablestreams.adapters.http.errors.ErrorCode;
import durablestreams.adapters.http.errors.HttpProblem;
import durablestreams.adapters.http.exchange.Exchange;
import durablestreams.adapters.http.headers.Fields;
import durablestreams.adapters.http.headers.MalformedException;
import durablestreams.application.observe.trace.TraceSpan;
import io.helidon.http.Header;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Head of a request that is forwarded: as the client sent it but for the fields of its connection,
 * with a signed {@code Forwarded} that says where it came from.
 *
 * <p>What came over HTTP/2 may hold characters that would end a line of HTTP/1.1.
 */
final class ForwardedHead {

  private static final String PURPOSE = "forward";

  private ForwardedHead() {}

  /**
   * @param framing the field that says how long the body is; empty for none
   * @param expects whether the body waits until the leader wants it
   * @param span of the request to the leader, which the leader's is a child of
   */
  static byte[] of(
      Exchange exchange,
      PeerAddress leader,
      ClusterSecret secret,
      String framing,
      boolean expects,
      TraceSpan span) {
    StringBuilder head = new StringBuilder(1_024);
    String target = exchange.target();
    checkTarget(target);
    head.append(exchange.method()).append(' ').append(leader.prefix()).append(target);
    head.append(" HTTP/1.1\r\n");
    field(head, Fields.HOST.toString(), leader.authority());
    String connection = exchange.fields().joined(Fields.CONNECTION);
    Map<String, String> trace = trace(span);
    trace.forEach((name, value) -> field(head, name, value));
    for (Header header : exchange.fields().headers()) {
      if (ClusterFields.passes(header.name(), connection)
          && !trace.containsKey(header.name().toLowerCase(Locale.ROOT))) {
        for (String value : header.allValues()) {
          field(head, header.name(), value);
        }
      }
    }
    String from = forwarded(exchange);
    field(head, Fields.FORWARDED.toString(), from);
    field(
        head,
        ClusterFields.FORWARDED.toString(),
        secret.sign(new Signed(PURPOSE, exchange.method(), target, from)));
    if (!framing.isEmpty()) {
      head.append(framing).append("\r\n");
    }
    if (expects) {
      field(head, Fields.EXPECT.toString(), "100-continue");
    }
    return head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8);
  }

  /** Fields that take the place of the client's, by their names in lower case. */
  private static Map<String, String> trace(TraceSpan span) {
    if (span == TraceSpan.NONE) {
      return Map.of();
    }
    Map<String, String> fields = new LinkedHashMap<>();
    span.fields((name, value) -> fields.put(name.toLowerCase(Locale.ROOT), value));
    return fields;
  }

  /** Whether a node of the cluster has forwarded the request. */
  static boolean isSigned(Exchange exchange, ClusterSecret secret) {
    return secret.isSigned(
        exchange.fields().joined(ClusterFields.FORWARDED),
        new Signed(
            PURPOSE,
            exchange.method(),
            exchange.target(),
            exchange.fields().joined(Fields.FORWARDED)));
  }

  private static String forwarded(Exchange exchange) {
    String address = exchange.address();
    int scope = address.indexOf('%');
    String plain = scope < 0 ? address : address.substring(0, scope);
    String origin = exchange.origin();
    String scheme = exchange.isSecure() ? "https" : "http";
    String host = "";
    if (origin != null) {
      int end = origin.indexOf("://");
      scheme = origin.substring(0, end);
      host = ";host=\"" + origin.substring(end + 3) + '"';
    }
    String node = plain.indexOf(':') < 0 ? plain : '[' + plain + ']';
    return "for=\"" + node + "\";proto=" + scheme + host;
  }

  private static void checkTarget(String target) {
    for (int i = 0; i < target.length(); i++) {
      char c = target.charAt(i);
      if (c <= ' ' || c >= 0x7f) {
        throw new HttpProblem(
            ErrorCode.BAD_PATH, "a request target has no spaces, and nothing that is not ASCII");
      }
    }
  }

  private static void field(StringBuilder head, String name, String value) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c <= ' ' || c >= 0x7f || c == ':') {
        throw new MalformedException("the name of a header field is not valid");
      }
    }
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c < ' ' && c != '\t' || c == 0x7f) {
        throw new MalformedException(name + " has a control character");
      }
    }
    head.append(name).append(": ").append(value).append("\r\n");
  }
}
