package durablestreams.histories.client;

import durablestreams.histories.history.Message;
import java.util.List;

/** Messages and the body that has them; a retry sends the same. */
public record Payload(List<Message> messages, String body) {
  /** No messages. */
  public static final Payload NONE = new Payload(List.of(), "");

  public Payload {
    messages = List.copyOf(messages);
  }
}
