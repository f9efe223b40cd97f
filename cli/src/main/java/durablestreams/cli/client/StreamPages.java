package durablestreams.cli.client;

import durablestreams.cli.base.CliException;
import java.util.function.Consumer;

/** Pages of a stream from an offset, and live from its tail on. */
public final class StreamPages {

  private final StreamClient client;
  private final StreamAddress stream;
  private final Consumer<String> notices;
  private String offset;
  private String cursor = "";

  /**
   * A reader.
   *
   * @param offset where to begin
   * @param notices told when messages were removed before they were read
   */
  public StreamPages(
      StreamClient client, StreamAddress stream, String offset, Consumer<String> notices) {
    this.client = client;
    this.stream = stream;
    this.offset = offset;
    this.notices = notices;
  }

  /** Where the next page begins. */
  public String offset() {
    return offset;
  }

  /** The page at the offset; empty at the tail. */
  public Page next() {
    return page("");
  }

  /** Waits for messages after the offset; the page may be empty. */
  public Page live() {
    return page("&live=long-poll" + (cursor.isEmpty() ? "" : "&cursor=" + cursor));
  }

  private Page page(String more) {
    while (true) {
      Call call =
          Call.of("GET", "read", stream)
              .query("offset=" + StreamAddress.encoded(offset).replace("&", "%26") + more);
      Reply reply = client.answer(call);
      if (reply.status() == 410 && !reply.nextOffset().isEmpty()) {
        notices.accept("what was at " + offset + " has been removed; reading goes on after it");
        offset = reply.nextOffset();
        continue;
      }
      if (!reply.isSuccess()) {
        throw client.refused(call, reply);
      }
      return taken(reply);
    }
  }

  private Page taken(Reply reply) {
    String from = offset;
    if (reply.nextOffset().isEmpty()) {
      throw CliException.failed(
          "not_a_stream",
          "the answer of %s has no Stream-Next-Offset: that is not a stream of this protocol"
              .formatted(stream.uri()));
    }
    offset = reply.nextOffset();
    cursor = reply.header("Stream-Cursor").map(StreamAddress::encoded).orElse("");
    return new Page(
        from, offset, reply.contentType(), reply.body(), reply.isUpToDate(), reply.isClosed());
  }
}
