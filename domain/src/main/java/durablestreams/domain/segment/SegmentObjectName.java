package durablestreams.domain.segment;

import durablestreams.domain.stream.StreamKey;
import durablestreams.domain.stream.StreamPath;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How objects are named: {@code stream/<base64url of the stream id>/<stream
 * key>/segment-<number>.seg}, and {@code segment-<first>-<last>.seg} when one object holds several
 * segments. Names depend on nothing but what they hold, so an upload that is repeated after a crash
 * writes the same object again.
 */
public final class SegmentObjectName {

  /** What all names begin with. */
  public static final String ROOT = "stream/";

  private static final Pattern OBJECT =
      Pattern.compile(ROOT + "[^/]+/([1-9]\\d{0,17})/segment-[^/]+");

  private SegmentObjectName() {}

  public static String of(StreamPath path, StreamKey key, long firstSegment, long lastSegment) {
    String numbers =
        firstSegment == lastSegment
            ? padded(firstSegment)
            : padded(firstSegment) + "-" + padded(lastSegment);
    return folderOf(path, key) + "segment-" + numbers + ".seg";
  }

  /** The common beginning of the names of one incarnation of a stream. */
  public static String folderOf(StreamPath path, StreamKey key) {
    return ROOT + encoded(path) + "/" + key.value() + "/";
  }

  /**
   * The key of the stream that an object of this name belongs to; empty when it is no such name.
   */
  public static Optional<StreamKey> keyOf(String name) {
    Matcher parts = OBJECT.matcher(name);
    return parts.matches()
        ? Optional.of(new StreamKey(Long.parseLong(parts.group(1))))
        : Optional.empty();
  }

  /** What the names of all incarnations of the stream of this object begin with. */
  public static String folderOfPath(String name) {
    return name.substring(0, name.indexOf('/', ROOT.length()) + 1);
  }

  /**
   * The stream id in base64url. A long one is cut, because archives limit the length of names: the
   * stream key alone tells streams apart, and the whole id stands in the description of every
   * object.
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
