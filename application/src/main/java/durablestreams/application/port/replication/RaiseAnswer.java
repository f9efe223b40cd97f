package durablestreams.application.port.replication;

/** Answer of the leader that was asked to raise the feature level of the log. */
public sealed interface RaiseAnswer {

  /**
   * Records after this may be of the level.
   *
   * @param level as it is now
   */
  record Raised(int level) implements RaiseAnswer {}

  /** The level is as it was. */
  record Refused(String reason) implements RaiseAnswer {}
}
