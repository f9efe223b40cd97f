package durablestreams.domain.offset;

/**
 * Token for a position in a stream, as clients hold it: the number of the segment that contains the
 * unit just before it, and the units into that segment.
 *
 * <p>Invariants: a token is fixed by the commit that wrote the unit before it and never changes
 * when segments are sealed, offloaded or compacted; the order of tokens as text is the order of
 * places; the start of every stream is {@link #START}. The form is {@code %016d_%016d}, with {@code
 * _c} behind it if the place is a cut inside an append. It contains none of the characters that
 * section 8 of the protocol forbids.
 *
 * @param segment the number of the segment
 * @param within units from the start of that segment
 * @param cut whether the server itself cut an append here; a place without this mark that is inside
 *     an append was computed by a client
 */
public record Offset(long segment, long within, boolean cut) implements Comparable<Offset> {

  public static final Offset START = new Offset(0, 0);

  private static final int DIGITS = 16;
  private static final int PLAIN_LENGTH = 2 * DIGITS + 1;
  private static final String CUT = "_c";
  public static final int MAX_TOKEN_LENGTH = PLAIN_LENGTH + 2;

  private static final long MAX = 9_999_999_999_999_999L;

  public Offset {
    if (segment < 0 || segment > MAX || within < 0 || within > MAX) {
      throw new IllegalArgumentException("offset out of range: " + segment + "_" + within);
    }
  }

  /** The end of an append, or a place between two messages. */
  public Offset(long segment, long within) {
    this(segment, within, false);
  }

  /**
   * Whether {@code token} has the form of an offset; it may still name no place in a given stream.
   */
  public static boolean isToken(String token) {
    boolean cut = token.endsWith(CUT);
    int length = cut ? token.length() - CUT.length() : token.length();
    if (length != PLAIN_LENGTH || token.charAt(DIGITS) != '_') {
      return false;
    }
    for (int i = 0; i < PLAIN_LENGTH; i++) {
      char c = token.charAt(i);
      if (i != DIGITS && (c < '0' || c > '9')) {
        return false;
      }
    }
    return true;
  }

  /**
   * Reads a token.
   *
   * @throws IllegalArgumentException when {@code token} does not have the form of an offset
   */
  public static Offset parse(String token) {
    if (!isToken(token)) {
      throw new IllegalArgumentException(
          "not an offset: use a value of Stream-Next-Offset as it was returned, -1 or now");
    }
    return new Offset(
        Long.parseLong(token, 0, DIGITS, 10),
        Long.parseLong(token, DIGITS + 1, PLAIN_LENGTH, 10),
        token.length() > PLAIN_LENGTH);
  }

  public String token() {
    byte[] text = new byte[cut ? PLAIN_LENGTH + CUT.length() : PLAIN_LENGTH];
    putDigits(text, 0, segment);
    text[DIGITS] = '_';
    putDigits(text, DIGITS + 1, within);
    if (cut) {
      text[PLAIN_LENGTH] = (byte) CUT.charAt(0);
      text[PLAIN_LENGTH + 1] = (byte) CUT.charAt(1);
    }
    return new String(text, java.nio.charset.StandardCharsets.ISO_8859_1);
  }

  private static void putDigits(byte[] text, int at, long value) {
    long rest = value;
    for (int i = at + DIGITS - 1; i >= at; i--) {
      text[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
  }

  /** The same place, marked as a cut inside an append. */
  public Offset asCut() {
    return cut ? this : new Offset(segment, within, true);
  }

  @Override
  public int compareTo(Offset other) {
    int bySegment = Long.compare(segment, other.segment);
    int byPlace = bySegment != 0 ? bySegment : Long.compare(within, other.within);
    return byPlace != 0 ? byPlace : Boolean.compare(cut, other.cut);
  }

  @Override
  public String toString() {
    return token();
  }
}
