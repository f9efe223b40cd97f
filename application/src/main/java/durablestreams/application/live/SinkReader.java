package durablestreams.application.live;

import java.time.Duration;

/**
 * Blocking reader whose non-blocking sink takes batches that arrive during a wait; see {@link
 * LiveReader#withSink}.
 */
@FunctionalInterface
public interface SinkReader {

  /** The next step that the sink does not handle; see {@link LiveReader#next}. */
  SinkStep next(Duration wait) throws InterruptedException;
}
