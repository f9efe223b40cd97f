package durablestreams.application.registry;

import durablestreams.domain.stream.LifecycleEvent;
import java.util.HexFormat;

/** JSON encoding of registry events. */
final class RegistryEventJson {

  private RegistryEventJson() {}

  static String of(LifecycleEvent event) {
    String path = quoted(event.path().value());
    return switch (event) {
      case LifecycleEvent.StreamCreated created ->
          "{\"type\":\"stream\",\"key\":"
              + path
              + ",\"value\":{\"path\":"
              + path
              + ",\"contentType\":"
              + quoted(created.contentType().value())
              + ",\"createdAt\":"
              + created.createdAt().toEpochMilli()
              + "},\"headers\":{\"operation\":\"insert\"}}";
      case LifecycleEvent.StreamDeleted ignored ->
          "{\"type\":\"stream\",\"key\":" + path + ",\"headers\":{\"operation\":\"delete\"}}";
    };
  }

  private static String quoted(String text) {
    StringBuilder json = new StringBuilder(text.length() + 2).append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        json.append('\\').append(c);
      } else if (c < 0x20) {
        json.append("\\u").append(HexFormat.of().toHexDigits(c));
      } else {
        json.append(c);
      }
    }
    return json.append('"').toString();
  }
}
