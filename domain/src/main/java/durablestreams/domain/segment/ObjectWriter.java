package durablestreams.domain.segment;

import java.util.regex.Pattern;

/**
 * Writer of an object: a store, and the epoch of its claim on the archive. Both are part of object
 * names, so two claims never write the same name.
 *
 * @param store 32 hexadecimal digits
 * @param epoch rises with every claim
 */
public record ObjectWriter(String store, long epoch) {

  private static final Pattern STORE = Pattern.compile("[0-9a-f]{32}");

  /** The writer of an archive that cannot be shared, such as one in memory. */
  public static final ObjectWriter SOLE = new ObjectWriter("0".repeat(32), 0);

  public ObjectWriter {
    if (!STORE.matcher(store).matches() || epoch < 0) {
      throw new IllegalArgumentException(
          "a writer is a store of 32 hexadecimal digits and an epoch, not " + store + " " + epoch);
    }
  }
}
