package durablestreams.application.offload;

import durablestreams.domain.offset.Offset;
import durablestreams.domain.segment.StoredObject;
import durablestreams.domain.stream.ContentType;
import durablestreams.domain.stream.Expiry;
import durablestreams.domain.stream.Origin;
import durablestreams.domain.stream.StreamKey;
import durablestreams.domain.stream.StreamPath;
import durablestreams.domain.stream.StreamState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Content of an object's description, from which streams can be rebuilt with the archive alone.
 *
 * @param closed whether the stream was closed when the object was written; closing seals what is
 *     left, so the last object of a stream that was closed with data says so
 * @param fork where the stream was forked from: key of the source, position and offset; empty for
 *     others
 * @param firstSegment number of the first segment in the object
 * @param start position of its first unit
 * @param segmentUnits units of each segment, in order
 * @param crc32c of the whole object
 */
public record ObjectMetadata(
    StreamPath path,
    StreamKey key,
    ContentType contentType,
    Expiry expiry,
    Instant createdAt,
    boolean closed,
    List<ForkedAt> fork,
    long firstSegment,
    long start,
    List<Long> segmentUnits,
    int crc32c) {

  /** Where a fork begins. */
  public record ForkedAt(StreamKey source, long position, Offset offset) {}

  private static final String FORMAT = "1";
  private static final int RADIX = 36;

  /** More than any object has. */
  private static final int MOST_SEGMENTS = 100 * OffloadSettings.MAX_SEGMENTS_PER_OBJECT;

  static ObjectMetadata of(StreamState state, StoredObject object, List<Long> segmentUnits) {
    List<ForkedAt> fork =
        state.origin() instanceof Origin.Fork origin
            ? List.of(new ForkedAt(origin.sourceKey(), origin.position(), origin.offset()))
            : List.of();
    return new ObjectMetadata(
        state.path(),
        state.key(),
        state.contentType(),
        state.expiry(),
        state.createdAt(),
        state.isClosed(),
        fork,
        object.firstSegment(),
        object.start(),
        List.copyOf(segmentUnits),
        object.crc32c());
  }

  Map<String, String> toDescription() {
    Map<String, String> description = new LinkedHashMap<>();
    description.put("ds-format", FORMAT);
    description.put("ds-path", path.value());
    description.put("ds-key", Long.toString(key.value()));
    description.put("ds-type", contentType.value());
    description.put("ds-expiry", expiryText());
    description.put("ds-created", Long.toString(createdAt.toEpochMilli()));
    if (closed) {
      description.put("ds-closed", "true");
    }
    for (ForkedAt at : fork) {
      description.put(
          "ds-fork", at.source().value() + " " + at.position() + " " + at.offset().token());
    }
    description.put("ds-segments", firstSegment + " " + start + " " + unitsText());
    description.put("ds-crc32c", Integer.toHexString(crc32c));
    return description;
  }

  private String expiryText() {
    return switch (expiry) {
      case Expiry.Never() -> "never";
      case Expiry.Sliding(long seconds) -> "ttl " + seconds;
      case Expiry.At(Instant instant) -> "at " + instant;
    };
  }

  /** Sizes in base 36; equal neighbours are written once, with their number. */
  private String unitsText() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < segmentUnits.size(); ) {
      int same = i + 1;
      while (same < segmentUnits.size() && segmentUnits.get(same).equals(segmentUnits.get(i))) {
        same++;
      }
      text.append(i == 0 ? "" : ",").append(Long.toString(segmentUnits.get(i), RADIX));
      if (same - i > 1) {
        text.append('*').append(same - i);
      }
      i = same;
    }
    return text.toString();
  }

  /**
   * Reads a description.
   *
   * @throws IllegalArgumentException when it is not one of ours
   */
  public static ObjectMetadata fromDescription(Map<String, String> description) {
    if (!FORMAT.equals(description.get("ds-format"))) {
      throw new IllegalArgumentException("the object does not say what it holds");
    }
    String[] segments = required(description, "ds-segments").split(" ", 3);
    List<ForkedAt> fork = new ArrayList<>(1);
    if (description.containsKey("ds-fork")) {
      String[] parts = required(description, "ds-fork").split(" ", 3);
      fork.add(
          new ForkedAt(
              new StreamKey(Long.parseLong(parts[0])),
              Long.parseLong(parts[1]),
              Offset.parse(parts[2])));
    }
    return new ObjectMetadata(
        new StreamPath(required(description, "ds-path")),
        new StreamKey(Long.parseLong(required(description, "ds-key"))),
        new ContentType(required(description, "ds-type")),
        expiry(required(description, "ds-expiry")),
        Instant.ofEpochMilli(Long.parseLong(required(description, "ds-created"))),
        description.containsKey("ds-closed"),
        fork,
        Long.parseLong(segments[0]),
        Long.parseLong(segments[1]),
        units(segments[2]),
        Integer.parseUnsignedInt(required(description, "ds-crc32c"), 16));
  }

  private static String required(Map<String, String> description, String name) {
    String value = description.get(name);
    if (value == null) {
      throw new IllegalArgumentException("the description of the object lacks " + name);
    }
    return value;
  }

  private static Expiry expiry(String text) {
    if (text.startsWith("ttl ")) {
      return new Expiry.Sliding(Long.parseLong(text.substring(4)));
    }
    return text.startsWith("at ")
        ? new Expiry.At(Instant.parse(text.substring(3)))
        : Expiry.never();
  }

  private static List<Long> units(String text) {
    List<Long> units = new ArrayList<>();
    for (String part : text.split(",")) {
      int star = part.indexOf('*');
      int times = star < 0 ? 1 : Integer.parseInt(part.substring(star + 1));
      long value = Long.parseLong(star < 0 ? part : part.substring(0, star), RADIX);
      if (times < 1 || times > MOST_SEGMENTS - units.size()) {
        throw new IllegalArgumentException(
            "an object has 1 to " + MOST_SEGMENTS + " segments, and this one says " + part);
      }
      for (int i = 0; i < times; i++) {
        units.add(value);
      }
    }
    return units;
  }
}
