package durablestreams.adapters.http.forwarded;

import durablestreams.adapters.http.headers.FieldName;
import durablestreams.adapters.http.headers.Fields;
import durablestreams.adapters.http.headers.RequestFields;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * Trust in the fields with which proxies describe a request, and its use: from the connection's own
 * address on, each trusted proxy is asked where the request came from, up to the first address that
 * is not one.
 *
 * <p>Only one kind of field is read. A proxy that sets one kind passes the other on as the client
 * sent it.
 *
 * @param fields the kind of field that the proxies set
 * @param proxies whose fields are read
 */
public record ForwardedTrust(Kind fields, TrustedProxies proxies) {

  /** Kinds of fields. */
  public enum Kind {
    NONE,
    /** {@code Forwarded} of RFC 7239. */
    FORWARDED,
    /** {@code X-Forwarded-For}, {@code X-Forwarded-Proto} and {@code X-Forwarded-Host}. */
    X_FORWARDED
  }

  /** No field is trusted. */
  public static final ForwardedTrust NOTHING =
      new ForwardedTrust(Kind.NONE, TrustedProxies.of(List.of()));

  /**
   * The request as it was received first by a trusted proxy.
   *
   * @param peer the address at the other end of the connection
   */
  public ForwardedView view(InetAddress peer, RequestFields request) {
    if (fields == Kind.NONE || !proxies.contains(peer)) {
      return ForwardedView.direct(peer);
    }
    Walk walk = new Walk(peer);
    if (fields == Kind.FORWARDED) {
      forwarded(walk, request);
    } else {
      xForwarded(walk, request);
    }
    return new ForwardedView(walk.client, walk.scheme, walk.host, walk.malformed);
  }

  /**
   * The request as another node of the cluster received it, which its last {@code Forwarded} says.
   *
   * @param peer the address of that node
   */
  public static ForwardedView ofNode(InetAddress peer, RequestFields request) {
    try {
      Hop hop = ForwardedParser.parse(request.lines(Fields.FORWARDED).getLast()).getLast();
      InetAddress client = hop.from() == null ? peer : hop.from();
      return new ForwardedView(client, hop.scheme(), hop.host(), false);
    } catch (IllegalArgumentException | NoSuchElementException e) {
      return ForwardedView.direct(peer);
    }
  }

  /** A malformed line ends the walk: what stands before it was not written by a known proxy. */
  private void forwarded(Walk walk, RequestFields request) {
    for (String line : request.lines(Fields.FORWARDED).reversed()) {
      try {
        for (Hop hop : ForwardedParser.parse(line).reversed()) {
          if (!walk.on(hop)) {
            return;
          }
        }
      } catch (IllegalArgumentException e) {
        walk.malformed = true;
        return;
      }
    }
  }

  /** Lists of schemes and hosts may be shorter than the one of addresses: not every proxy adds. */
  private void xForwarded(Walk walk, RequestFields request) {
    List<String> addresses = list(request, Fields.X_FORWARDED_FOR);
    int depth = 0;
    boolean goesOn = true;
    while (goesOn && depth < addresses.size()) {
      depth++;
      try {
        InetAddress from = Hop.address(addresses.get(addresses.size() - depth));
        goesOn = walk.on(new Hop(from, null, null));
      } catch (IllegalArgumentException e) {
        walk.malformed = true;
        goesOn = false;
      }
    }
    String scheme = at(list(request, Fields.X_FORWARDED_PROTO), depth);
    String host = at(list(request, Fields.X_FORWARDED_HOST), depth);
    try {
      walk.scheme = scheme == null ? null : Hop.scheme(scheme);
      walk.host = host == null ? null : Hop.host(host);
    } catch (IllegalArgumentException e) {
      walk.malformed = true;
    }
  }

  private static List<String> list(RequestFields request, FieldName name) {
    String joined = request.joined(name);
    return joined.isEmpty()
        ? List.of()
        : Arrays.stream(joined.split(",", -1)).map(String::strip).toList();
  }

  /** The entry that the proxy {@code depth} hops away wrote, or the first one. */
  private static @Nullable String at(List<String> list, int depth) {
    return list.isEmpty() ? null : list.get(Math.max(0, list.size() - Math.max(1, depth)));
  }

  private final class Walk {
    private InetAddress client;
    private @Nullable String scheme;
    private @Nullable String host;
    private boolean malformed;

    Walk(InetAddress peer) {
      client = peer;
    }

    /** Believes what the proxy at the present address said; false at the end of the walk. */
    boolean on(Hop hop) {
      scheme = hop.scheme() == null ? scheme : hop.scheme();
      host = hop.host() == null ? host : hop.host();
      if (hop.from() == null) {
        return false;
      }
      client = hop.from();
      return proxies.contains(client);
    }
  }
}
