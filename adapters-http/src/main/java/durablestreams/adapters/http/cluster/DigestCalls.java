package durablestreams.adapters.http.cluster;

import durablestreams.application.port.replication.DigestAnswer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Questions for a digest, and their answers, as bodies of a call. A question is the position in
 * eight bytes, the highest first, and the piece in UTF-8. An answer is one line of words; what a
 * stream's name may be part of is in Base64.
 */
final class DigestCalls {

  private static final String DONE = "done";
  private static final String PENDING = "pending";
  private static final String PASSED = "passed";
  private static final String FAILED = "failed";

  private DigestCalls() {}

  /** A question. */
  record Question(long position, String piece) {

    byte[] encode() {
      byte[] text = piece.getBytes(StandardCharsets.UTF_8);
      return ByteBuffer.allocate(Long.BYTES + text.length).putLong(position).put(text).array();
    }

    /**
     * @throws IllegalArgumentException with a sentence when this is no question
     */
    static Question decode(byte[] bytes) {
      if (bytes.length < Long.BYTES) {
        throw new IllegalArgumentException("a question for a digest has a position");
      }
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      return new Question(
          buffer.getLong(),
          new String(bytes, Long.BYTES, bytes.length - Long.BYTES, StandardCharsets.UTF_8));
    }
  }

  static String encode(DigestAnswer answer) {
    return switch (answer) {
      case DigestAnswer.Done done ->
          Words.join(
              DONE,
              Long.toString(done.position()),
              Words.encode(done.next()),
              Integer.toString(done.items()),
              done.state(),
              done.stored());
      case DigestAnswer.Pending() -> PENDING;
      case DigestAnswer.Passed(String node, String logId, long position) ->
          Words.join(PASSED, Words.encode(node), Words.encode(logId), Long.toString(position));
      case DigestAnswer.Failed(String reason) -> Words.join(FAILED, Words.encode(reason));
    };
  }

  /**
   * The answer in a text.
   *
   * @throws IllegalArgumentException when it is not the text of an answer
   */
  static DigestAnswer decode(String text) {
    List<String> words = Words.split(text);
    return switch (words.getFirst() + words.size()) {
      case DONE + 6 ->
          new DigestAnswer.Done(
              Long.parseLong(words.get(1)),
              Words.decode(words.get(2)),
              Integer.parseInt(words.get(3)),
              words.get(4),
              words.get(5));
      case PENDING + 1 -> new DigestAnswer.Pending();
      case PASSED + 4 ->
          new DigestAnswer.Passed(
              Words.decode(words.get(1)), Words.decode(words.get(2)), Long.parseLong(words.get(3)));
      case FAILED + 2 -> new DigestAnswer.Failed(Words.decode(words.get(1)));
      default -> throw new IllegalArgumentException("this is no answer with a digest");
    };
  }
}
