package durablestreams.application.backup;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Name of a backup, which sorts by time: {@code 20260131T091500.250Z-1f2e3d4c}.
 *
 * @param begun when it was begun, in milliseconds
 * @param store the first digits of the id of the store
 */
public record BackupId(Instant begun, String store) implements Comparable<BackupId> {

  /** What the names of all objects of backups begin with. */
  public static final String ROOT = "backups/";

  private static final int STORE_DIGITS = 8;
  private static final Pattern TEXT =
      Pattern.compile("(\\d{8}T\\d{6}\\.\\d{3}Z)-([0-9a-f]{" + STORE_DIGITS + "})");
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss.SSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  /** The name of a backup that begins now. */
  static BackupId of(Instant now, String storeId) {
    return new BackupId(now.truncatedTo(ChronoUnit.MILLIS), ofStore(storeId));
  }

  static String ofStore(String storeId) {
    return storeId.substring(0, STORE_DIGITS);
  }

  /** The backup of that name; empty when it is no name. */
  public static Optional<BackupId> parse(String text) {
    Matcher parts = TEXT.matcher(text);
    if (!parts.matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(new BackupId(TIME.parse(parts.group(1), Instant::from), parts.group(2)));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** What the names of its objects begin with. */
  String folder() {
    return ROOT + this + "/";
  }

  String manifest() {
    return folder() + "manifest.json";
  }

  /** Keeps the objects of a backup whose parts are elsewhere. */
  String pin() {
    return folder() + "pin";
  }

  String part(int number) {
    return folder() + "part-%06d".formatted(number);
  }

  @Override
  public int compareTo(BackupId other) {
    return toString().compareTo(other.toString());
  }

  @Override
  public String toString() {
    return TIME.format(begun) + "-" + store;
  }
}
