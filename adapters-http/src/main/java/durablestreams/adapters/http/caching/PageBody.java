package durablestreams.adapters.http.caching;

import durablestreams.adapters.http.exchange.Body;
import durablestreams.adapters.http.exchange.ByteSink;
import durablestreams.application.read.PageContent;
import durablestreams.domain.message.MessageBatch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The messages of a page as a client gets them: one after the other, or as a JSON array. Their
 * bytes are not copied.
 */
public record PageBody(PageContent content, boolean json, int pieceBytes) implements Body {

  private static final byte[] PUNCTUATION = "[,]".getBytes(StandardCharsets.US_ASCII);

  /** A body of messages. */
  public PageBody(List<MessageBatch> batches, boolean json, int pieceBytes) {
    this(new PageContent.Messages(batches), json, pieceBytes);
  }

  /** A body that is not written by a response. */
  public PageBody(List<MessageBatch> batches, boolean json) {
    this(batches, json, DEFAULT_PIECE);
  }

  @Override
  public long length() {
    long length = content.length() + (json ? 2 : 0);
    return switch (content) {
      case PageContent.Messages(List<MessageBatch> batches) ->
          length + (json ? Math.max(0, batches.size() - 1) : 0);
      case PageContent.Joined _ -> length;
    };
  }

  @Override
  public void writeTo(ByteSink sink) throws IOException {
    if (json) {
      sink.write(PUNCTUATION, 0, 1);
    }
    switch (content) {
      case PageContent.Messages(List<MessageBatch> batches) -> writeMessages(batches, sink);
      case PageContent.Joined joined -> {
        for (ByteBuffer block : joined.blocks()) {
          sink.write(block.duplicate());
        }
      }
    }
    if (json) {
      sink.write(PUNCTUATION, 2, 1);
    }
  }

  private void writeMessages(List<MessageBatch> batches, ByteSink sink) throws IOException {
    for (int i = 0; i < batches.size(); i++) {
      if (json && i > 0) {
        sink.write(PUNCTUATION, 1, 1);
      }
      MessageBatch batch = batches.get(i);
      sink.write(batch.array(), batch.from(), batch.length());
    }
  }
}
