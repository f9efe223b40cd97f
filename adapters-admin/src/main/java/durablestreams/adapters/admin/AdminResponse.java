package durablestreams.adapters.admin;

import durablestreams.application.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Answer of the admin listener.
 *
 * @param fields header fields besides the type
 */
public record AdminResponse(
    int status, String contentType, byte[] body, Map<String, String> fields) {

  private static final String JSON = "application/json";

  public static AdminResponse of(int status, String contentType, byte[] body) {
    return new AdminResponse(status, contentType, body, Map.of());
  }

  /** One line of text. */
  public static AdminResponse text(int status, String line) {
    return of(status, "text/plain; charset=utf-8", (line + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /** A JSON document. */
  public static AdminResponse json(int status, String json) {
    return of(status, JSON, json.getBytes(StandardCharsets.UTF_8));
  }

  /** An error. */
  public static AdminResponse error(int status, String code, String sentence) {
    JsonWriter json = new JsonWriter();
    json.beginObject().name("error").beginObject();
    json.member("code", code).member("message", sentence).endObject().endObject();
    return json(status, json + "\n");
  }

  AdminResponse with(String field, String value) {
    return new AdminResponse(status, contentType, body, Map.of(field, value));
  }
}
