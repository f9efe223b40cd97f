package durablestreams.application.port;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Immutable objects in a place that is cheap and far away. Called by any thread; every call may
 * take long and may fail.
 *
 * <p>An implementation retries what may help within its own time limits, and says {@link
 * ArchiveUnavailableException} after that.
 */
public interface SegmentArchive extends AutoCloseable {

  /**
   * Writes an object. When this returns, the object is durable and whole; an object of that name
   * that was there before is replaced, in one step. When it throws, readers see the old state or
   * the new one, never a part.
   *
   * @param description a few short facts that are kept with the object: ASCII names, any text as
   *     values, 1,500 bytes together
   */
  void put(String name, Content content, Map<String, String> description);

  /** The bytes of an object to be, which can be read more than once. */
  interface Content {

    /** How many bytes {@link #open} gives. */
    long size();

    InputStream open() throws IOException;
  }

  /**
   * Reads {@code length} bytes from {@code from}; empty when there is no such object.
   *
   * @throws ArchiveUnavailableException also when the object ends before {@code from + length}
   */
  Optional<byte[]> read(String name, long from, int length);

  /** Removes an object; one that is not there counts as removed. */
  void delete(String name);

  /** Size and description of an object. */
  Optional<Described> describe(String name);

  /**
   * Calls {@code each} with the name and size of every object whose name begins with {@code
   * prefix}, in any order.
   */
  void list(String prefix, Consumer<Listed> each);

  record Described(long size, Map<String, String> description) {}

  record Listed(String name, long size) {}

  @Override
  void close();
}
