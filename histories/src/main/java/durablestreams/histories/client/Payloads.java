package durablestreams.histories.client;

import durablestreams.histories.history.Message;
import durablestreams.histories.history.MessageText;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Source of messages with identifiers of their own, shared by all clients of a run. */
public final class Payloads {
  private final String prefix;
  private final AtomicLong next = new AtomicLong();

  /**
   * @param prefix what all identifiers begin with: letters and digits
   */
  public Payloads(String prefix) {
    this.prefix = prefix;
  }

  private String id() {
    return prefix + Long.toString(next.getAndIncrement(), Character.MAX_RADIX);
  }

  /** One message of a byte stream of about this length. */
  public Payload bytes(int length) {
    String id = id();
    var message = new Message(id, Math.max(length, MessageText.least(id)));
    return new Payload(List.of(message), MessageText.bytes(message));
  }

  /** Several messages of a JSON stream with fillings of this length. */
  public Payload json(int count, int length) {
    List<Message> messages = new ArrayList<>();
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String id = id();
      messages.add(new Message(id, 1));
      texts.add(MessageText.json(id, length));
    }
    return new Payload(messages, "[" + String.join(",", texts) + "]");
  }
}
