package durablestreams.fuzzing;

import durablestreams.domain.segment.ObjectWriter;
import durablestreams.domain.segment.SegmentObjectName;
import durablestreams.domain.stream.StreamKey;
import durablestreams.domain.stream.StreamPath;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Names of streams in URLs and in the archive. */
public final class PathTarget {

  private static final StreamKey KEY = new StreamKey(7);
  private static final ObjectWriter WRITER = new ObjectWriter("0".repeat(32), 3);

  private PathTarget() {}

  public static void fuzzerTestOneInput(byte[] input) {
    checkName(new String(input, StandardCharsets.ISO_8859_1));
    StreamPath path;
    try {
      path = StreamPath.decode(new String(input, StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      return;
    }
    byte[] bytes = path.value().getBytes(StandardCharsets.UTF_8);
    Broken.unless(bytes.length <= StreamPath.MAX_BYTES, "%d bytes", bytes.length);
    StringBuilder escaped = new StringBuilder();
    for (byte b : bytes) {
      Broken.unless((b & 0xff) >= 0x20 && b != 0x7f, "a control character in %s", path);
      escaped.append('%').append("%02X".formatted(b));
    }
    Broken.unless(StreamPath.decode(escaped.toString()).equals(path), "%s changed", path);
    checkObject(path);
  }

  private static void checkObject(StreamPath path) {
    String name = SegmentObjectName.of(path, KEY, 1, 2, WRITER);
    Broken.unless(
        SegmentObjectName.keyOf(name).equals(Optional.of(KEY)), "the key is not in %s", name);
    Broken.unless(SegmentObjectName.epochOf(name).orElse(-1) == 3, "no epoch in %s", name);
    String shown = SegmentObjectName.shownPath(SegmentObjectName.folderOfPath(name));
    Broken.unless(shown.endsWith("…") || shown.equals(path.value()), "%s is shown %s", path, shown);
  }

  /** What others put into the archive may have any name. */
  private static void checkName(String name) {
    SegmentObjectName.keyOf(name);
    SegmentObjectName.epochOf(name);
    SegmentObjectName.isMerged(name);
    SegmentObjectName.keyOf(SegmentObjectName.ROOT + name);
    SegmentObjectName.epochOf(SegmentObjectName.ROOT + name);
  }
}
