package durablestreams.application.replication.node;

import durablestreams.domain.change.StreamChange;
import durablestreams.domain.stream.StreamKey;
import java.time.Instant;
import java.util.List;

/** The server of a node, as the node acts on it. */
public interface NodeServer {

  /**
   * Applies a commit of the log, as if it had been decided here.
   *
   * @param at when it was decided
   * @param storing stores the changes, and throws when it did not
   */
  void apply(List<StreamChange> changes, Instant at, Runnable storing);

  /** Takes over what other nodes decided, before this one decides. */
  void takeOver();

  /** Moves the deadlines of streams that were read at another node. */
  void used(List<StreamKey> streams);

  /** Ends all live reads in order. */
  void disconnectLiveReaders();

  /**
   * The log was trimmed beyond what is applied here, and only a start that restores a snapshot
   * helps. Called again and again, about once a second.
   */
  default void snapshotNeeded() {}
}
