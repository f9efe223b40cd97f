package durablestreams.application.memory;

/** Memory that stays in use until it is closed. Closing twice is harmless. */
public interface Hold extends AutoCloseable {

  /** A hold on nothing. */
  Hold NONE = () -> {};

  @Override
  void close();
}
