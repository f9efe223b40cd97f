package durablestreams.adapters.http.forwarded;

/** Check of the names of hosts that requests carry. */
public final class Hosts {

  private static final int LONGEST_HOST = 261;

  private Hosts() {}

  /** Whether the text is a host, with or without a port, that can be repeated in a URL. */
  public static boolean isHost(String host) {
    if (host.isEmpty() || host.length() > LONGEST_HOST) {
      return false;
    }
    for (int i = 0; i < host.length(); i++) {
      char c = host.charAt(i);
      boolean fine =
          c >= 'a' && c <= 'z'
              || c >= 'A' && c <= 'Z'
              || c >= '0' && c <= '9'
              || ".-_:[]".indexOf(c) >= 0;
      if (!fine) {
        return false;
      }
    }
    return true;
  }
}
