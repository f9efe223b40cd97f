package durablestreams.adapters.http.connection.head;

/** The bytes that tokens, field values and hosts consist of (RFC 9110, section 5.6.2 and 5.5). */
final class Characters {

  private static final boolean[] TOKEN = table("!#$%&'*+-.^_`|~");
  private static final boolean[] HOST = table("-._~!$&'()*+,;=%:[]");

  private Characters() {}

  private static boolean[] table(String others) {
    boolean[] table = new boolean[256];
    for (char c = '0'; c <= 'z'; c++) {
      table[c] = c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a';
    }
    for (int i = 0; i < others.length(); i++) {
      table[others.charAt(i)] = true;
    }
    return table;
  }

  static boolean isToken(byte b) {
    return TOKEN[b & 0xff];
  }

  /** Whether a host and its port consist of nothing but what may stand there. */
  static boolean isHost(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 256 || !HOST[c]) {
        return false;
      }
    }
    return true;
  }

  /** Whether a byte may stand in a field value: everything but control characters, tab excepted. */
  static boolean isFieldValue(byte b) {
    return b >= ' ' && b != 0x7f || b < 0 || b == '\t';
  }
}
