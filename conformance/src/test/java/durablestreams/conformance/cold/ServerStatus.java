package durablestreams.conformance.cold;

import durablestreams.conformance.harness.StreamServer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a server says of itself at {@code /status}. */
record ServerStatus(
    long hotRows,
    long storeBytes,
    long pendingSegments,
    long objects,
    long garbageObjects,
    String archiveProblem) {

  static ServerStatus of(StreamServer server) {
    String json = server.request("GET", "/status").send().expect(200).text();
    return new ServerStatus(
        number(json, "hotRows"),
        number(json, "storeBytes"),
        number(json, "pendingSegments"),
        number(json, "objects"),
        number(json, "garbageObjects"),
        member(json, "archiveProblem", "\"((?:[^\"\\\\]|\\\\.)*)\""));
  }

  /** Whether the background has nothing left to do but, maybe, to compact. */
  boolean atRest() {
    return hotRows == 0 && pendingSegments == 0 && garbageObjects == 0 && archiveProblem.isEmpty();
  }

  private static long number(String json, String name) {
    return Long.parseLong(member(json, name, "(\\d+)"));
  }

  private static String member(String json, String name, String value) {
    Matcher member = Pattern.compile("\"" + name + "\":" + value).matcher(json);
    if (!member.find()) {
      throw new AssertionError("the status does not tell " + name + ": " + json);
    }
    return member.group(1);
  }
}
