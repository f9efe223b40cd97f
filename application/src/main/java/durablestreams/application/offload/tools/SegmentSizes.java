package durablestreams.application.offload.tools;

import durablestreams.application.offload.ObjectMetadata;
import durablestreams.domain.offset.PositionUnit;
import durablestreams.domain.segment.SealedSegment;
import durablestreams.domain.segment.SegmentFrames;
import durablestreams.domain.stream.StreamKey;
import java.util.ArrayList;
import java.util.List;

/** Counter of the messages and bytes of each segment of an object, fed with its frames. */
final class SegmentSizes {

  private final StreamKey key;
  private final ObjectMetadata metadata;
  private final List<SealedSegment> segments = new ArrayList<>();
  private long segmentStart;
  private long position;
  private long messages;
  private long payloadBytes;

  SegmentSizes(StreamKey key, ObjectMetadata metadata) {
    this.key = key;
    this.metadata = metadata;
    this.segmentStart = metadata.start();
    this.position = metadata.start();
  }

  void accept(byte[] frames) {
    int at = 0;
    while (at < frames.length) {
      int length = SegmentFrames.lengthAt(frames, at);
      position += metadata.contentType().unit() == PositionUnit.MESSAGES ? 1 : length;
      messages++;
      payloadBytes += length;
      at += SegmentFrames.HEADER_BYTES + length;
      int index = segments.size();
      if (index < metadata.segmentUnits().size()
          && position == segmentStart + metadata.segmentUnits().get(index)) {
        segments.add(
            new SealedSegment(
                key,
                metadata.firstSegment() + index,
                segmentStart,
                position,
                messages,
                payloadBytes));
        segmentStart = position;
        messages = 0;
        payloadBytes = 0;
      }
    }
  }

  /**
   * All segments of the object.
   *
   * @throws IllegalStateException when the frames did not end where the segments do
   */
  List<SealedSegment> segments() {
    if (segments.size() != metadata.segmentUnits().size() || position != segmentStart) {
      throw new IllegalStateException("an object does not hold the segments it says it holds");
    }
    return segments;
  }
}
