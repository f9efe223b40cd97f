package durablestreams.adapters.http.observe;

/** The field {@code traceparent} of W3C Trace Context: {@code 00-<trace>-<parent>-<flags>}. */
public final class TraceParent {

  private static final int TRACE_BEGIN = 3;
  private static final int TRACE_END = TRACE_BEGIN + 32;

  /** Later versions may add to it. */
  private static final int LENGTH = 55;

  private static final String NO_TRACE = "0".repeat(TRACE_END - TRACE_BEGIN);

  private TraceParent() {}

  /**
   * The id of the trace; empty when the field is missing or not as it should be.
   *
   * @param field all that was sent under the name, joined by commas
   */
  public static String traceId(String field) {
    if (!hasShape(field)) {
      return "";
    }
    String id = field.substring(TRACE_BEGIN, TRACE_END);
    boolean hex = id.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
    return hex && !id.equals(NO_TRACE) ? id : "";
  }

  private static boolean hasShape(String field) {
    boolean whole =
        field.length() == LENGTH
            || (field.length() > LENGTH && field.charAt(LENGTH) == '-' && !field.startsWith("00"));
    return whole && field.charAt(TRACE_BEGIN - 1) == '-' && field.charAt(TRACE_END) == '-';
  }
}
