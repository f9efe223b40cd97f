package durablestreams.cli.client;

import durablestreams.cli.json.JsonMessages;
import java.util.List;

/**
 * Part of a stream that one answer holds.
 *
 * @param next the offset of the page after it
 * @param closed whether nothing will follow
 */
public record Page(
    String offset, String next, String contentType, byte[] body, boolean upToDate, boolean closed) {

  /** Whether content of this type is JSON messages. */
  public static boolean isJson(String contentType) {
    return contentType.split(";", 2)[0].strip().equalsIgnoreCase("application/json");
  }

  public boolean isJson() {
    return isJson(contentType);
  }

  /** The messages of a page of JSON, as they were appended. */
  public List<byte[]> messages() {
    return body.length == 0 ? List.of() : JsonMessages.of(body);
  }
}
