package durablestreams.adapters.http.observe;

import org.jspecify.annotations.Nullable;

/** The field {@code traceparent} of W3C Trace Context: {@code 00-<trace>-<parent>-<flags>}. */
public final class TraceParent {

  private static final int TRACE_BEGIN = 3;
  private static final int TRACE_END = TRACE_BEGIN + 32;
  private static final int LENGTH = 55;

  private TraceParent() {}

  /** The id of the trace; empty when the field is missing or not as it should be. */
  public static String traceId(@Nullable String field) {
    if (field == null
        || field.length() < LENGTH
        || field.charAt(TRACE_BEGIN - 1) != '-'
        || field.charAt(TRACE_END) != '-') {
      return "";
    }
    String id = field.substring(TRACE_BEGIN, TRACE_END);
    boolean hex = id.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
    return hex ? id : "";
  }
}
