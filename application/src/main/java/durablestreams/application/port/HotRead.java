package durablestreams.application.port;

import durablestreams.domain.message.MessageBatch;
import java.util.List;

/** What a read of the hot log found. */
public sealed interface HotRead {

  /** The messages from the position that was asked for, contiguous; never empty. */
  record Found(List<MessageBatch> batches) implements HotRead {}

  /** The rows are not there any more: an object holds them, or the stream is gone. Plan again. */
  record Offloaded() implements HotRead {}
}
