package durablestreams.conformance.crash;

import java.util.ArrayList;
import java.util.List;

/**
 * What a stream must hold. Positions count messages of JSON, and otherwise bytes, which here are
 * ASCII characters.
 */
final class KnownContent {
  private final boolean json;
  private final List<String> messages;

  private KnownContent(boolean json, List<String> messages) {
    this.json = json;
    this.messages = new ArrayList<>(messages);
  }

  static KnownContent empty(boolean json) {
    return new KnownContent(json, List.of());
  }

  boolean isJson() {
    return json;
  }

  int messageCount() {
    return messages.size();
  }

  void add(List<String> more) {
    messages.addAll(more);
  }

  int end() {
    return json ? messages.size() : messages.stream().mapToInt(String::length).sum();
  }

  /** What a fork at this position inherits; it may begin or end within a message of bytes. */
  KnownContent to(int position) {
    if (json) {
      return new KnownContent(true, messages.subList(0, position));
    }
    List<String> inherited = new ArrayList<>();
    int left = position;
    for (String message : messages) {
      if (left > 0) {
        inherited.add(message.substring(0, Math.min(left, message.length())));
        left -= message.length();
      }
    }
    return new KnownContent(false, inherited);
  }

  /** The body of all pages from a position on, taken together. */
  String from(int position) {
    return json
        ? "[" + String.join(",", messages.subList(position, messages.size())) + "]"
        : bytes().substring(position);
  }

  /** How many units after a position a fork may begin: of JSON all, of bytes the next message's. */
  int reachOf(int position) {
    if (json) {
      return messages.size() - position;
    }
    int end = 0;
    for (String message : messages) {
      end += message.length();
      if (end > position) {
        return end - position;
      }
    }
    return 0;
  }

  private String bytes() {
    return String.join("", messages);
  }
}
