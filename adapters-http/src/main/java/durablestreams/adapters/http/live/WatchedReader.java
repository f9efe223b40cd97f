package durablestreams.adapters.http.live;

import durablestreams.adapters.http.connection.waits.LiveWait;
import durablestreams.application.live.LiveReader;
import durablestreams.application.live.LiveStep;
import durablestreams.application.live.NonBlockingSink;
import durablestreams.application.live.SinkReader;
import durablestreams.domain.offset.Offset;
import durablestreams.domain.stream.ContentType;
import durablestreams.domain.stream.Expiry;
import durablestreams.domain.stream.StreamKey;
import java.time.Duration;

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
  public LiveStep next(Duration wait) throws InterruptedException {
    if (wait.isZero()) {
      return reader.next(wait);
    }
    waiting.begin();
    try {
      return reader.next(wait);
    } finally {
      waiting.end();
    }
  }

  @Override
  public SinkReader withSink(NonBlockingSink sink) {
    SinkReader sending = reader.withSink(sink);
    return wait -> {
      waiting.begin();
      try {
        return sending.next(wait);
      } finally {
        waiting.end();
      }
    };
  }

  @Override
  public void close() {
    reader.close();
  }
}
