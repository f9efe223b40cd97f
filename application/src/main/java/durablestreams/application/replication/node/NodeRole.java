package durablestreams.application.replication.node;

import java.util.Locale;

/** Role of a node in its cluster. */
public enum NodeRole {
  LEADER,
  FOLLOWER,
  /** The node cannot follow the log. */
  STOPPED;

  private final String label = name().toLowerCase(Locale.ROOT);

  /** Name of the role in status documents and metrics. */
  public String label() {
    return label;
  }
}
