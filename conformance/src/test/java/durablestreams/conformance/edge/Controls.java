package durablestreams.conformance.edge;

import durablestreams.conformance.harness.SseEvent;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The fields of control events. Their JSON is flat and its strings need no escapes, so patterns
 * read it exactly.
 */
final class Controls {
  private static final Pattern OFFSET =
      Pattern.compile("\"streamNextOffset\":\"(\\d{16}_\\d{16}(?:_c)?)\"");
  private static final Pattern CURSOR = Pattern.compile("\"streamCursor\":\"(\\d+)\"");

  private Controls() {}

  static String nextOffset(SseEvent control) {
    return find(OFFSET, control)
        .orElseThrow(() -> new AssertionError("no streamNextOffset in " + control));
  }

  static Optional<String> cursor(SseEvent control) {
    return find(CURSOR, control);
  }

  static boolean upToDate(SseEvent control) {
    return control.isControl() && control.data().contains("\"upToDate\":true");
  }

  static boolean closed(SseEvent control) {
    return control.isControl() && control.data().contains("\"streamClosed\":true");
  }

  private static Optional<String> find(Pattern field, SseEvent control) {
    if (!control.isControl()) {
      throw new AssertionError("not a control event: " + control);
    }
    Matcher found = field.matcher(control.data());
    return found.find() ? Optional.of(found.group(1)) : Optional.empty();
  }
}
