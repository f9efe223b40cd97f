package durablestreams.application.fault;

/** A place between two durable steps at which a test can end the process. */
public enum FaultPoint {
  /** A group is decided and nothing of it is written. */
  BEFORE_COMMIT,
  /** A group is durable and nobody knows yet. */
  AFTER_COMMIT,
  /** An upload is announced and has not begun. */
  BEFORE_UPLOAD,
  /** An object is in the archive, and its segments still count as waiting. */
  AFTER_UPLOAD,
  /** Segments count as offloaded, and their rows are still there. */
  AFTER_PUBLISH,
  /** A compacted object is in the archive, and those it replaces still count. */
  AFTER_COMPACTION,
  /** The compacted object counts, and those it replaced still exist. */
  AFTER_REPLACEMENT,
  /** An object was removed from the archive, and still stands on the list of the doomed. */
  AFTER_DELETE
}
