package durablestreams.adapters.http.errors;

import durablestreams.application.json.JsonWriter;
import java.nio.charset.StandardCharsets;

/** The body of a refusal: a line of text, or JSON for a client that accepts it. */
public final class ErrorBody {

  public static final String TEXT = "text/plain; charset=utf-8";
  public static final String JSON = "application/json";

  private ErrorBody() {}

  /** Whether a client with this {@code Accept} header is sent JSON; no header is the empty text. */
  public static boolean wantsJson(String accept) {
    return accept.contains(JSON);
  }

  public static byte[] of(boolean json, ErrorCode code, String sentence) {
    return json ? json(code, sentence) : text(sentence);
  }

  public static byte[] text(String sentence) {
    return (sentence + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] json(ErrorCode code, String sentence) {
    JsonWriter json = new JsonWriter(64 + sentence.length()).beginObject();
    json.name("error").beginObject().member("code", code.code()).member("message", sentence);
    return (json.endObject().endObject() + "\n").getBytes(StandardCharsets.UTF_8);
  }
}
