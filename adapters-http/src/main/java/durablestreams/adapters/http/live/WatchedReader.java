package durablestreams.adapters.http.live;

import durablestreams.adapters.http.connection.waits.LiveWait;
import durablestreams.application.live.LiveReader;
import durablestreams.application.live.LiveStep;
import durablestreams.application.live.NonBlockingSink;
import durablestreams.domain.offset.Offset;
import durablestreams.domain.stream.ContentType;
import durablestreams.domain.stream.Expiry;
import durablestreams.domain.stream.StreamKey;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A live reader whose waits end when its client is gone. */
record WatchedReader(LiveReader reader, LiveWait waiting) implements LiveReader {

  @Override
  public StreamKey key() {
    return reader.key();
  }

  @Override
  public ContentType contentType() {
    return reader.contentType();
  }

  @Override
  public Offset from() {
    return reader.from();
  }

  @Override
  public Expiry expiry() {
    return reader.expiry();
  }

  @Override
  public LiveStep next(Duration longest, @Nullable NonBlockingSink sink)
      throws InterruptedException {
    if (longest.isZero()) {
      return reader.next(longest, sink);
    }
    waiting.begin();
    try {
      return reader.next(longest, sink);
    } finally {
      waiting.end();
    }
  }

  @Override
  public void close() {
    reader.close();
  }
}
