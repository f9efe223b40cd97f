package durablestreams.application.port;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Owner record of an archive: only the store in it writes and removes objects.
 *
 * @param store the id of the store, 32 hexadecimal digits
 * @param epoch rises by one with every claim
 * @param nonce random for every claim, 32 hexadecimal digits: tells two copies of one store apart
 */
public record ArchiveOwner(String store, long epoch, String nonce) {

  private static final Pattern TEXT =
      Pattern.compile("store=([0-9a-f]{32}) epoch=(\\d{1,18}) nonce=([0-9a-f]{32})");

  /** The record as one line of text. */
  public String text() {
    return "store=" + store + " epoch=" + epoch + " nonce=" + nonce;
  }

  /** The record that a text holds; empty when it holds none. */
  public static Optional<ArchiveOwner> parse(String text) {
    Matcher parts = TEXT.matcher(text.strip());
    return parts.matches()
        ? Optional.of(
            new ArchiveOwner(parts.group(1), Long.parseLong(parts.group(2)), parts.group(3)))
        : Optional.empty();
  }
}
