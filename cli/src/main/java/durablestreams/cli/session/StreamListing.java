package durablestreams.cli.session;

import java.util.function.Consumer;

/** List of the streams of a server. */
public interface StreamListing {

  /**
   * A stream that exists.
   *
   * @param createdAt milliseconds since 1970
   */
  record Entry(String name, String contentType, long createdAt) {}

  /** Hands over the streams whose names begin with {@code prefix}, in the order of their names. */
  void list(String prefix, Consumer<Entry> entries);
}
