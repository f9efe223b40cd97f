package durablestreams.adapters.http.cluster;

import durablestreams.application.port.replication.NodeDescription;
import durablestreams.application.port.replication.RaiseAnswer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Codec of descriptions of nodes and of levels to be raised, as bodies of calls and answers: one
 * line of words, with texts in Base64. Unknown words at the end are ignored, because a newer
 * version may say more.
 */
final class NodeCalls {

  private static final int DESCRIPTION_WORDS = 6;
  private static final String RAISED = "raised";
  private static final String REFUSED = "refused";

  private NodeCalls() {}

  static String encode(NodeDescription node) {
    return Words.join(
        Words.encode(node.node()),
        Words.encode(node.logId()),
        Long.toString(node.position()),
        Words.encode(node.leader()),
        Integer.toString(node.level()),
        Integer.toString(node.readableLevel()));
  }

  /**
   * The description in a text.
   *
   * @throws IllegalArgumentException with a sentence when it is none
   */
  static NodeDescription description(String text) {
    List<String> words = Words.split(text.strip());
    if (words.size() < DESCRIPTION_WORDS) {
      throw new IllegalArgumentException(
          "a description of a node has %d words, not %d"
              .formatted(DESCRIPTION_WORDS, words.size()));
    }
    return new NodeDescription(
        Words.decode(words.get(0)),
        Words.decode(words.get(1)),
        Long.parseLong(words.get(2)),
        Words.decode(words.get(3)),
        Integer.parseInt(words.get(4)),
        Integer.parseInt(words.get(5)));
  }

  static String encode(RaiseAnswer answer) {
    return switch (answer) {
      case RaiseAnswer.Raised(int level) -> Words.join(RAISED, Integer.toString(level));
      case RaiseAnswer.Refused(String reason) -> Words.join(REFUSED, Words.encode(reason));
    };
  }

  /**
   * The answer in a text.
   *
   * @throws IllegalArgumentException when it is none
   */
  static RaiseAnswer answer(String text) {
    List<String> words = Words.split(text.strip());
    String argument = words.size() > 1 ? words.get(1) : "";
    return switch (words.getFirst()) {
      case RAISED -> new RaiseAnswer.Raised(Integer.parseInt(argument));
      case REFUSED -> new RaiseAnswer.Refused(Words.decode(argument));
      default -> throw new IllegalArgumentException("this is no answer about a feature level");
    };
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.US_ASCII);
  }
}
