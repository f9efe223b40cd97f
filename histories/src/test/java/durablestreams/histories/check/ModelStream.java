package durablestreams.histories.check;

import durablestreams.histories.history.Message;
import durablestreams.histories.history.Producer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** State of a stream of the model. */
final class ModelStream {
  final boolean json;
  final long ttl;
  final List<Message> messages;
  final Map<String, Producer> producers;
  boolean closed;
  long lastUse;
  ModelStream source;

  ModelStream(boolean json, long ttl, long now) {
    this.json = json;
    this.ttl = ttl;
    this.lastUse = now;
    this.messages = new ArrayList<>();
    this.producers = new HashMap<>();
  }

  private ModelStream(ModelStream copied) {
    json = copied.json;
    ttl = copied.ttl;
    lastUse = copied.lastUse;
    messages = new ArrayList<>(copied.messages);
    producers = new HashMap<>(copied.producers);
    closed = copied.closed;
    source = copied.source;
  }

  ModelStream copy() {
    return new ModelStream(this);
  }

  long length() {
    return messages.stream().mapToLong(Message::size).sum();
  }
}
