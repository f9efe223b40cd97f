package durablestreams.bootstrap;

import durablestreams.application.observe.ServerStatus;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** What {@code /status} answers with: the {@link ServerStatus} as a JSON object. */
final class StatusJson {

  private StatusJson() {}

  static String of(ServerStatus status) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("version", Version.current());
    members.put("streams", status.streams());
    members.put("hotRows", status.hotRows());
    members.put("hotBytes", status.hotBytes());
    members.put("storeBytes", status.storeBytes());
    members.put("waitingSegments", status.waitingSegments());
    members.put("waitingBytes", status.waitingBytes());
    members.put("objects", status.objects());
    members.put("doomedObjects", status.doomedObjects());
    members.put("archiveProblem", status.archiveProblem());
    members.put("queuedOperations", status.queuedOperations());
    members.put("liveReaders", status.liveReaders());
    return members.entrySet().stream()
        .map(member -> "\"" + member.getKey() + "\":" + value(member.getValue()))
        .collect(Collectors.joining(",", "{", "}\n"));
  }

  private static String value(Object value) {
    return value instanceof String text ? quoted(text) : value.toString();
  }

  private static String quoted(String text) {
    StringBuilder out = new StringBuilder("\"");
    text.chars()
        .forEach(c -> {
          if (c == '"' || c == '\\') {
            out.append('\\').append((char) c);
          } else if (c < ' ') {
            out.append("\\u%04x".formatted(c));
          } else {
            out.append((char) c);
          }
        });
    return out.append('"').toString();
  }
}
