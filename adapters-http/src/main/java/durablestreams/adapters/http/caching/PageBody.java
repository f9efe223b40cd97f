package durablestreams.adapters.http.caching;

import durablestreams.adapters.http.exchange.Body;
import durablestreams.adapters.http.exchange.ByteSink;
import durablestreams.application.read.PageContent;
import durablestreams.domain.message.MessageBatch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * The messages of a page as a client gets them: one after the other, or as a JSON array. Their
 * bytes are not copied.
 */
public record PageBody(PageContent content, boolean json, int pieceBytes) implements Body {

  private static final byte[] BRACKETS = {'[', ']'};

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
    return content.length(json) + (json ? BRACKETS.length : 0);
  }

  @Override
  public void writeTo(ByteSink sink) throws IOException {
    if (json) {
      sink.write(BRACKETS, 0, 1);
    }
    switch (content) {
      case PageContent.Messages messages -> messages.<IOException>join(json, sink::write);
      case PageContent.Joined joined -> {
        for (ByteBuffer block : joined.blocks()) {
          sink.write(block.duplicate());
        }
      }
    }
    if (json) {
      sink.write(BRACKETS, 1, 1);
    }
  }
}
