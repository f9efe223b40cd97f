package durablestreams.application.background;

/**
 * Leadership of this server: of all servers on one commit log the one that leads does the
 * background work.
 */
@FunctionalInterface
public interface Leadership {

  /** A server that shares its store with no other. */
  Leadership SOLE = () -> 1;

  /** The term in which this server leads, above 0; 0 while it does not. */
  long term();

  default boolean held() {
    return term() != 0;
  }
}
