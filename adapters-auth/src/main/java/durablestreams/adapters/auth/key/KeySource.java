package durablestreams.adapters.auth.key;

/** Source of public keys. */
public interface KeySource extends AutoCloseable {

  /** The keys as they are known now; never waits for the network. */
  KeySet current();

  /**
   * Newer keys than {@code known}, for a token that none of those suits; {@code known} when there
   * are none, or when it is too soon to ask again. May wait for the network, for a few seconds.
   */
  KeySet newerThan(KeySet known);

  @Override
  default void close() {}

  /** No keys at all. */
  static KeySource none() {
    return new KeySource() {
      @Override
      public KeySet current() {
        return KeySet.EMPTY;
      }

      @Override
      public KeySet newerThan(KeySet known) {
        return known;
      }
    };
  }
}
