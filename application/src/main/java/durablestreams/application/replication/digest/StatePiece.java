package durablestreams.application.replication.digest;

/**
 * Piece of the state that is compared at once. All nodes with the same state divide it alike.
 *
 * <p>As text it is {@code streams/<key>} or {@code links/<subscription>/<path>}.
 */
sealed interface StatePiece {

  /** Streams in one piece. */
  int STREAMS = 64;

  /** Subscriptions and links in one piece. */
  int LINKS = 256;

  /** The streams with keys above {@code after}. */
  record Streams(long after) implements StatePiece {
    @Override
    public String text() {
      return "streams/" + after;
    }
  }

  /**
   * Subscriptions from {@code id} on, and their links.
   *
   * @param id empty to begin with
   * @param after links of the first subscription with paths up to this one are passed over, and the
   *     subscription itself; empty for all
   */
  record Links(String id, String after) implements StatePiece {
    @Override
    public String text() {
      return "links/" + id + "/" + after;
    }
  }

  /** The text by which nodes name the piece. */
  String text();

  /**
   * The piece with that text.
   *
   * @throws IllegalArgumentException when it is not the text of a piece
   */
  static StatePiece parse(String text) {
    String[] words = text.split("/", 3);
    if (words[0].equals("streams") && words.length == 2 && words[1].matches("\\d{1,19}")) {
      return new Streams(Long.parseLong(words[1]));
    }
    if (words[0].equals("links") && words.length == 3) {
      return new Links(words[1], words[2]);
    }
    throw new IllegalArgumentException("there is no such piece of the state");
  }
}
