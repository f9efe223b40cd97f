package durablestreams.histories.check;

import durablestreams.histories.history.Message;
import durablestreams.histories.history.Operation;
import durablestreams.histories.history.Reply;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A message with all requests that sent it: the first one and its retries. */
final class SentMessage {
  private final Message message;
  private final Operation first;
  private @Nullable Operation acknowledgement;
  private boolean maybe;
  private int lowest = Integer.MAX_VALUE;
  private int highest = -1;

  SentMessage(Message message, Operation first) {
    this.message = message;
    this.first = first;
  }

  /** Adds a request that sent it, and the incarnations of the stream that it may have met. */
  void attempt(Operation operation, int low, int high) {
    lowest = Math.min(lowest, low);
    highest = Math.max(highest, high);
    if (operation.isOk() && (acknowledgement == null || operation.end() < acknowledgement.end())) {
      acknowledgement = operation;
    }
    maybe |= operation.isUnknown();
  }

  String id() {
    return message.id();
  }

  int size() {
    return message.size();
  }

  String stream() {
    return first.call().stream();
  }

  Operation first() {
    return first;
  }

  @Nullable Operation acknowledgement() {
    return acknowledgement;
  }

  /** When it was acknowledged, or never. */
  long acknowledgedAt() {
    return acknowledgement == null ? Reply.NEVER : acknowledgement.end();
  }

  boolean isRefused() {
    return acknowledgement == null && !maybe;
  }

  /** Whether it can be in the incarnation with this number of its stream. */
  boolean mayBeIn(int incarnation) {
    return lowest <= incarnation && incarnation <= highest;
  }

  /** Whether it can be in no other one. */
  boolean isOnlyIn(int incarnation) {
    return lowest == incarnation && highest == incarnation;
  }

  /** The position of this message among those of its request. */
  int indexInRequest() {
    List<Message> messages = first.call().messages();
    for (int i = 0; i < messages.size(); i++) {
      if (messages.get(i).id().equals(message.id())) {
        return i;
      }
    }
    return -1;
  }
}
