package durablestreams.simulation.client;

import durablestreams.domain.message.MessageBatch;
import durablestreams.domain.offset.Offset;
import durablestreams.simulation.client.History.Content;
import java.util.ArrayList;
import java.util.List;

/**
 * Reader of whole messages out of pages that may cut messages of a text stream: an offset inside a
 * message is no place of the history.
 */
final class TextPlaces {

  private int place;
  private String unfinished = "";

  /**
   * @param place where reading begins, in messages
   */
  TextPlaces(int place) {
    this.place = place;
  }

  /** Hands on the messages of a page that are whole. */
  public void saw(
      History history, Content content, List<MessageBatch> batches, Offset next, boolean closed) {
    boolean json = !Client.isText(content.path);
    String text = Client.text(batches, json);
    List<String> messages = json ? ofJson(text) : ofText(unfinished + text);
    if (!unfinished.isEmpty() && closed) {
      throw new IllegalStateException(content.path + " ends in a part of a message");
    }
    if (unfinished.isEmpty()) {
      history.saw(content, place, messages, next, closed);
    } else {
      history.saw(content, place, messages);
    }
    place += messages.size();
  }

  private static List<String> ofJson(String text) {
    return text.isEmpty() ? List.of() : List.of(text.split(","));
  }

  private List<String> ofText(String text) {
    List<String> messages = new ArrayList<>();
    int from = 0;
    for (int end = text.indexOf('>'); end >= 0; end = text.indexOf('>', from)) {
      messages.add(text.substring(from, end + 1));
      from = end + 1;
    }
    unfinished = text.substring(from);
    return messages;
  }
}
