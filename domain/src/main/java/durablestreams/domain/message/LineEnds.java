package durablestreams.domain.message;

import java.util.ArrayList;
import java.util.List;

/**
 * Handling of CRLF line ends that are split between two batches: a carriage return at the end of
 * the first and a line feed at the start of the second.
 */
public final class LineEnds {

  private LineEnds() {}

  public static boolean startsWithLineFeed(List<MessageBatch> batches) {
    MessageBatch first = batches.getFirst();
    return first.length() > 0 && first.array()[first.from()] == '\n';
  }

  public static boolean endsInReturn(List<MessageBatch> batches) {
    MessageBatch last = batches.getLast();
    return last.length() > 0 && last.array()[last.from() + last.length() - 1] == '\r';
  }

  /** The batches, which are not empty, without their first byte; possibly none. */
  public static List<MessageBatch> withoutFirst(List<MessageBatch> batches) {
    List<MessageBatch> left = new ArrayList<>(batches);
    MessageBatch first = left.removeFirst();
    if (first.length() > 1) {
      left.addFirst(first.slice(1, first.length()));
    }
    return left;
  }
}
