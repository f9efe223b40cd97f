package durablestreams.application.memory;

/** Handle on memory that stays in use until it is closed. Closing is idempotent. */
public interface Hold extends AutoCloseable {

  /** A hold on nothing. */
  Hold NONE = () -> {};

  @Override
  void close();
}
