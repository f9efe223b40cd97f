package durablestreams.application.fault;

/** Point between two durable steps at which a test can end the process. */
public enum FaultPoint {
  /** A group is decided; nothing of it is written. */
  BEFORE_COMMIT,
  /** A group is durable, but neither visible nor acknowledged. */
  AFTER_COMMIT,
  /** An upload is recorded but has not begun. */
  BEFORE_UPLOAD,
  /** An object is in the archive; its segments still count as pending upload. */
  AFTER_UPLOAD,
  /** Segments count as offloaded; their rows still exist. */
  AFTER_PUBLISH,
  /** A compacted object is in the archive; the objects that it replaces are still in the index. */
  AFTER_COMPACTION,
  /** The compacted object is in the index; the objects that it replaced still exist. */
  AFTER_REPLACEMENT,
  /** An object was removed from the archive but is still on the list of garbage objects. */
  AFTER_DELETE,
  /** Changes of subscriptions are decided; nothing of them is written. */
  BEFORE_SUBSCRIPTION_COMMIT,
  /** Changes of subscriptions are durable, but neither visible nor acknowledged. */
  AFTER_SUBSCRIPTION_COMMIT,
  /** A wake is committed; its webhook or its event is not sent. */
  BEFORE_ANNOUNCEMENT,
  /** A webhook was answered, or a wake event appended; that is not recorded. */
  AFTER_ANNOUNCEMENT,

  /** A worker has the lease but not the answer to its claim. */
  AFTER_CLAIM,

  /** An acknowledgement has arrived; nothing of it is decided. */
  BEFORE_ACKNOWLEDGEMENT,

  /** An acknowledgement is durable but not answered. */
  AFTER_ACKNOWLEDGEMENT,

  /** A lease was released, which is durable but not answered. */
  AFTER_RELEASE
}
