package durablestreams.application.port;

import durablestreams.domain.message.MessageBatch;
import java.util.List;

/** Result of a read of the hot log. */
public sealed interface HotRead {

  /** The messages from the position that was asked for, contiguous; never empty. */
  record Found(List<MessageBatch> batches) implements HotRead {}

  /**
   * The rows no longer exist: an object holds the messages, or the stream was purged. Plan again.
   */
  record Offloaded() implements HotRead {}
}
