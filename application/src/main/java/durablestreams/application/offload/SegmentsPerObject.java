package durablestreams.application.offload;

import durablestreams.domain.stream.StreamPath;
import java.nio.charset.StandardCharsets;

/** Limit of the segments per object: as many as fit into its description. */
final class SegmentsPerObject {

  private static final int LONG_NAME_BYTES = 400;
  private static final int SEGMENTS_WITH_LONG_NAME = 16;

  private SegmentsPerObject() {}

  static int maxSegments(StreamPath path) {
    boolean isLong = path.value().getBytes(StandardCharsets.UTF_8).length > LONG_NAME_BYTES;
    return isLong ? SEGMENTS_WITH_LONG_NAME : OffloadSettings.MAX_SEGMENTS_PER_OBJECT;
  }
}
