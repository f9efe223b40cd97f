package durablestreams.histories.history;

import java.util.List;

/**
 * Content of an answer: whole messages, and at both ends the part of a message that a page divides.
 */
public record Content(Fragment head, List<Message> messages, Fragment tail) {
  /** No content. */
  public static final Content NONE = new Content(Fragment.NONE, List.of(), Fragment.NONE);

  public Content {
    messages = List.copyOf(messages);
  }

  public static Content of(List<Message> messages) {
    return new Content(Fragment.NONE, messages, Fragment.NONE);
  }

  public boolean isEmpty() {
    return head.isEmpty() && messages.isEmpty() && tail.isEmpty();
  }

  /** Length in the units of the stream. */
  public long size() {
    long size = (long) head.size() + tail.size();
    for (Message message : messages) {
      size += message.size();
    }
    return size;
  }
}
