package durablestreams.adapters.sqlite.file;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * High-water mark of a database: how much it acknowledged, as written outside of it.
 *
 * @param turn rises with every mark that is written
 * @param database the id of the database
 * @param reached rows of the hot log and other changes that it acknowledged; no later mark of the
 *     same database says less
 * @param floor the segment floor at that time
 * @param left the stamp of the database file after a clean stop, see {@link FileStamp}; empty while
 *     the server runs and when what it holds is not all that was acknowledged
 */
public record LogMark(long turn, long database, long reached, long floor, String left) {

  private static final String FORMAT = "durablestreams-mark-1";
  private static final String NOTHING = "-";

  public LogMark after(LogMark before) {
    return new LogMark(before.turn + 1, database, reached, floor, left);
  }

  public LogMark reached(long now) {
    return new LogMark(turn, database, now, floor, left);
  }

  LogMark left(String stamp) {
    return new LogMark(turn, database, reached, floor, stamp);
  }

  /** One line of text that ends with its CRC32C. */
  byte[] encoded() {
    String fields =
        "%s %d %d %d %d %s "
            .formatted(FORMAT, turn, database, reached, floor, left.isEmpty() ? NOTHING : left);
    return (fields + checksum(fields) + "\n").getBytes(StandardCharsets.US_ASCII);
  }

  /** The mark that begins {@code bytes}; empty when there is none, or it is damaged. */
  static Optional<LogMark> decoded(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    int end = text.indexOf('\n');
    int last = end < 0 ? -1 : text.lastIndexOf(' ', end);
    if (last < 0
        || !text.startsWith(FORMAT + " ")
        || !text.substring(last + 1, end).equals(checksum(text.substring(0, last + 1)))) {
      return Optional.empty();
    }
    String[] fields = text.substring(0, last).split(" ");
    return Optional.of(
        new LogMark(
            Long.parseLong(fields[1]),
            Long.parseLong(fields[2]),
            Long.parseLong(fields[3]),
            Long.parseLong(fields[4]),
            fields[5].equals(NOTHING) ? "" : fields[5]));
  }

  private static String checksum(String text) {
    CRC32C crc = new CRC32C();
    crc.update(text.getBytes(StandardCharsets.ISO_8859_1));
    return "%08x".formatted(crc.getValue());
  }
}
