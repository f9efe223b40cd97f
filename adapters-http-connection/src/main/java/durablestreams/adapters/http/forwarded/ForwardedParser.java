package durablestreams.adapters.http.forwarded;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Parser of one line of the field {@code Forwarded} (RFC 7239, section 4). */
final class ForwardedParser {

  private static final String TOKEN_SYMBOLS = "!#$%&'*+-.^_`|~";

  private final String text;
  private int at;
  private @Nullable String from;
  private @Nullable String scheme;
  private @Nullable String host;

  private ForwardedParser(String text) {
    this.text = text;
  }

  /**
   * What the line says, the hop nearest to the client first.
   *
   * @throws IllegalArgumentException when it is malformed
   */
  static List<Hop> parse(String line) {
    return new ForwardedParser(line).elements();
  }

  private List<Hop> elements() {
    List<Hop> hops = new ArrayList<>();
    do {
      boolean said = element();
      if (said) {
        hops.add(
            new Hop(
                from == null ? null : Hop.address(from),
                scheme == null ? null : Hop.scheme(scheme),
                host == null ? null : Hop.host(host)));
      }
    } while (take(','));
    require(at == text.length());
    return hops;
  }

  /** Reads the pairs of an element; false when it has none. */
  private boolean element() {
    from = null;
    scheme = null;
    host = null;
    boolean said = false;
    do {
      skipSpace();
      if (at < text.length() && isToken(text.charAt(at))) {
        pair();
        said = true;
      }
    } while (take(';'));
    return said;
  }

  private void pair() {
    String name = token().toLowerCase(Locale.ROOT);
    require(take('='));
    String value = at < text.length() && text.charAt(at) == '"' ? quoted() : token();
    switch (name) {
      case "for" -> {
        require(from == null);
        from = value;
      }
      case "proto" -> {
        require(scheme == null);
        scheme = value;
      }
      case "host" -> {
        require(host == null);
        host = value;
      }
      default -> {
        // By and extensions say nothing that is used.
      }
    }
  }

  private String token() {
    int begin = at;
    while (at < text.length() && isToken(text.charAt(at))) {
      at++;
    }
    require(at > begin);
    return text.substring(begin, at);
  }

  private String quoted() {
    StringBuilder value = new StringBuilder();
    at++;
    while (at < text.length() && text.charAt(at) != '"') {
      if (text.charAt(at) == '\\') {
        at++;
        require(at < text.length());
      }
      value.append(text.charAt(at));
      at++;
    }
    require(at < text.length());
    at++;
    return value.toString();
  }

  private boolean take(char c) {
    if (c != '=') {
      skipSpace();
    }
    boolean there = at < text.length() && text.charAt(at) == c;
    if (there) {
      at++;
    }
    return there;
  }

  private void skipSpace() {
    while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
      at++;
    }
  }

  private static boolean isToken(char c) {
    return c >= 'a' && c <= 'z'
        || c >= 'A' && c <= 'Z'
        || c >= '0' && c <= '9'
        || TOKEN_SYMBOLS.indexOf(c) >= 0;
  }

  private static void require(boolean holds) {
    if (!holds) {
      throw new IllegalArgumentException("malformed");
    }
  }
}
