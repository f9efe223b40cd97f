package durablestreams.application.port;

import durablestreams.domain.message.MessageBatch;

/** Receiver of what a scan of the hot log finds. */
@FunctionalInterface
public interface HotSink {

  /**
   * Takes the next messages of a range. The batch may share the array of a whole row: who keeps its
   * bytes copies them. A scan that has to begin again hands on what it has handed on before.
   *
   * @param range the index of the range
   * @param from the position of the first message
   */
  void accept(int range, long from, MessageBatch batch);
}
