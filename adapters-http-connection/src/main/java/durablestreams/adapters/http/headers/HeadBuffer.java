package durablestreams.adapters.http.headers;

import java.util.Arrays;

/**
 * The head of an HTTP/1.1 response while it is written, and after it whatever small body fits.
 *
 * <p>Values cannot break out of their line: a character that may not stand in a field value becomes
 * a question mark.
 */
public final class HeadBuffer {

  private static final byte[] NOTHING = new byte[0];

  private byte[] bytes;
  private int length;

  public HeadBuffer(int capacity) {
    bytes = new byte[capacity];
  }

  public byte[] array() {
    return bytes;
  }

  public int length() {
    return length;
  }

  public void add(FixedFields fields) {
    add(fields.lines());
  }

  public void add(FieldName name, String value) {
    byte[] prefix = name.prefix();
    ensure(prefix.length + value.length() + 2);
    System.arraycopy(prefix, 0, bytes, length, prefix.length);
    int at = length + prefix.length;
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      bytes[at++] = isFieldCharacter(c) ? (byte) c : (byte) '?';
    }
    bytes[at++] = '\r';
    bytes[at++] = '\n';
    length = at;
  }

  private static boolean isFieldCharacter(char c) {
    return c >= ' ' && c <= '~' || c == '\t' || c >= 0xa0 && c <= 0xff;
  }

  public void add(FieldName name, long value) {
    add(name, Long.toString(value));
  }

  public void add(byte[] raw) {
    add(raw, 0, raw.length);
  }

  public void add(byte[] raw, int from, int count) {
    ensure(count);
    System.arraycopy(raw, from, bytes, length, count);
    length += count;
  }

  /** The empty line that ends the head. */
  public void endHead() {
    ensure(2);
    bytes[length++] = '\r';
    bytes[length++] = '\n';
  }

  /** Forgets everything, and gives the memory back. */
  public void release() {
    bytes = NOTHING;
    length = 0;
  }

  /** Makes room, so that {@code more} bytes can follow without another copy. */
  public void ensure(int more) {
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, Math.max(length + more, bytes.length + (bytes.length >> 1)));
    }
  }
}
