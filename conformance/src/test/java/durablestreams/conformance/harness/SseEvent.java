package durablestreams.conformance.harness;

import java.util.Base64;

/**
 * One server-sent event as a client's parser delivers it: its type, its id if it has one, and its
 * data lines joined by LF.
 */
public record SseEvent(String type, String id, String data) {

  /** An event without an id. */
  public SseEvent(String type, String data) {
    this(type, "", data);
  }

  public boolean isControl() {
    return type.equals("control");
  }

  public boolean isData() {
    return type.equals("data");
  }

  /** The bytes of a data event of a stream that is sent in base64. */
  public byte[] decoded() {
    return Base64.getDecoder().decode(data.replace("\n", "").replace("\r", ""));
  }
}
