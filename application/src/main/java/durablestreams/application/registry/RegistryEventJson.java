package durablestreams.application.registry;

import durablestreams.application.json.JsonWriter;
import durablestreams.domain.stream.LifecycleEvent;

/** JSON encoding of registry events. */
final class RegistryEventJson {

  private RegistryEventJson() {}

  static String of(LifecycleEvent event) {
    String path = event.path().value();
    JsonWriter json = new JsonWriter().beginObject();
    json.member("type", "stream").member("key", path);
    String operation =
        switch (event) {
          case LifecycleEvent.StreamCreated created -> {
            json.name("value").beginObject().member("path", path);
            json.member("contentType", created.contentType().value());
            json.member("createdAt", created.createdAt().toEpochMilli()).endObject();
            yield "insert";
          }
          case LifecycleEvent.StreamDeleted ignored -> "delete";
        };
    json.name("headers").beginObject().member("operation", operation).endObject();
    return json.endObject().toString();
  }
}
