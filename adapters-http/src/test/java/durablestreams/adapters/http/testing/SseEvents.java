package durablestreams.adapters.http.testing;

import java.util.ArrayList;
import java.util.List;

/** Parses an event stream as the HTML standard has it, section 9.2.6. */
public final class SseEvents {

  /** One event. */
  public record Event(String type, String data) {}

  private SseEvents() {}

  public static List<Event> parse(String stream) {
    List<Event> events = new ArrayList<>();
    String type = "";
    StringBuilder data = new StringBuilder();
    String rest = stream;
    while (!rest.isEmpty()) {
      int end = 0;
      while (end < rest.length() && rest.charAt(end) != '\n' && rest.charAt(end) != '\r') {
        end++;
      }
      String line = rest.substring(0, end);
      boolean pair = rest.startsWith("\r\n", end);
      rest = rest.substring(Math.min(rest.length(), end + (pair ? 2 : 1)));
      if (line.isEmpty()) {
        if (!data.isEmpty()) {
          events.add(new Event(type, data.substring(0, data.length() - 1)));
        }
        type = "";
        data.setLength(0);
        continue;
      }
      int colon = line.indexOf(':');
      String field = colon < 0 ? line : line.substring(0, colon);
      String value = colon < 0 ? "" : line.substring(colon + 1);
      if (value.startsWith(" ")) {
        value = value.substring(1);
      }
      switch (field) {
        case "event" -> type = value;
        case "data" -> data.append(value).append('\n');
        default -> {}
      }
    }
    return events;
  }
}
