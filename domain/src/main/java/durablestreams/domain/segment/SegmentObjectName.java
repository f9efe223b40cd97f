package durablestreams.domain.segment;

import durablestreams.domain.stream.StreamKey;
import durablestreams.domain.stream.StreamPath;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names of objects: {@code stream/<base64url of the stream id>/<stream
 * key>/segment-<number>.<store>-<epoch>.seg}, with {@code <first>-<last>} when one object holds
 * several segments, and {@code merged} instead of {@code segment} for one that compaction made.
 * Under one claim on the archive a name depends only on the content of the object, so a repeated
 * upload writes the same object again. Another claim gives another name.
 */
public final class SegmentObjectName {

  /** What all names begin with. */
  public static final String ROOT = "stream/";

  private static final Pattern OF_STREAM = Pattern.compile(ROOT + "[^/]+/([1-9]\\d{0,17})/[^/]+");

  private static final Pattern OBJECT =
      Pattern.compile(
          ROOT
              + "[^/]+/[1-9]\\d{0,17}/(segment|merged)-[0-9-]+"
              + "[.][0-9a-f]{32}-(\\d{1,18})[.]seg");

  private SegmentObjectName() {}

  /** The name of an object that an upload writes. */
  public static String of(
      StreamPath path, StreamKey key, long firstSegment, long lastSegment, ObjectWriter writer) {
    return name("segment-", path, key, firstSegment, lastSegment, writer);
  }

  /** The name of an object that compaction makes of others. */
  public static String merged(
      StreamPath path, StreamKey key, long firstSegment, long lastSegment, ObjectWriter writer) {
    return name("merged-", path, key, firstSegment, lastSegment, writer);
  }

  private static String name(
      String kind,
      StreamPath path,
      StreamKey key,
      long firstSegment,
      long lastSegment,
      ObjectWriter writer) {
    String numbers =
        firstSegment == lastSegment
            ? padded(firstSegment)
            : padded(firstSegment) + "-" + padded(lastSegment);
    return folderOf(path, key)
        + kind
        + numbers
        + "."
        + writer.store()
        + "-"
        + writer.epoch()
        + ".seg";
  }

  /** The common beginning of the names of one incarnation of a stream. */
  public static String folderOf(StreamPath path, StreamKey key) {
    return ROOT + encoded(path) + "/" + key.value() + "/";
  }

  /**
   * The key of the stream that an object of this name belongs to; empty when it is no such name.
   */
  public static Optional<StreamKey> keyOf(String name) {
    Matcher parts = OF_STREAM.matcher(name);
    return parts.matches()
        ? Optional.of(new StreamKey(Long.parseLong(parts.group(1))))
        : Optional.empty();
  }

  /** The epoch under which an object of this name was written; empty when it is no such name. */
  public static OptionalLong epochOf(String name) {
    Matcher parts = OBJECT.matcher(name);
    return parts.matches() ? OptionalLong.of(Long.parseLong(parts.group(2))) : OptionalLong.empty();
  }

  /** Whether compaction made the object of this name. */
  public static boolean isMerged(String name) {
    Matcher parts = OBJECT.matcher(name);
    return parts.matches() && parts.group(1).equals("merged");
  }

  /** What the names of all incarnations of the stream of this object begin with. */
  public static String folderOfPath(String name) {
    return name.substring(0, name.indexOf('/', ROOT.length()) + 1);
  }

  /** The stream id in the name of a {@linkplain #folderOfPath folder}, possibly truncated. */
  public static String shownPath(String folder) {
    String text = folder.substring(ROOT.length(), folder.length() - 1);
    boolean cut = text.endsWith("~");
    try {
      byte[] bytes =
          Base64.getUrlDecoder().decode(cut ? text.substring(0, text.length() - 1) : text);
      return new String(bytes, StandardCharsets.UTF_8) + (cut ? "…" : "");
    } catch (IllegalArgumentException e) {
      return text;
    }
  }

  /**
   * The stream id in base64url. A long id is truncated, because archives limit the length of names.
   * The stream key alone is unique, and the description of every object contains the full id.
   */
  private static String encoded(StreamPath path) {
    String text =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(path.value().getBytes(StandardCharsets.UTF_8));
    return text.length() <= LONGEST_ID ? text : text.substring(0, LONGEST_ID) + "~";
  }

  private static final int LONGEST_ID = 200;

  private static String padded(long number) {
    String digits = Long.toString(number);
    return "0".repeat(Math.max(0, 16 - digits.length())) + digits;
  }
}
