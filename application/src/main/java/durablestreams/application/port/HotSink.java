package durablestreams.application.port;

import durablestreams.domain.message.MessageBatch;

/** Receiver of what a scan of the hot log finds. */
@FunctionalInterface
public interface HotSink {

  /**
   * Takes the next messages of a range. The batch may share the array of a whole row: who keeps its
   * bytes copies them.
   *
   * @param range the index of the range
   */
  void accept(int range, MessageBatch batch);
}
