package durablestreams.application.replication.encoding;

import durablestreams.domain.segment.FrameIndex;
import durablestreams.domain.segment.SealedSegment;
import durablestreams.domain.segment.StoredObject;

/** Encoding of segments and of the objects that hold them. */
final class SegmentValues {

  private SegmentValues() {}

  static void segment(ByteOutput out, SealedSegment segment) {
    out.number(segment.key().value());
    out.number(segment.number());
    out.number(segment.start());
    out.number(segment.end());
    out.number(segment.messages());
    out.number(segment.payloadBytes());
  }

  static SealedSegment segment(ByteInput in) {
    return new SealedSegment(
        StreamValues.key(in), in.number(), in.number(), in.number(), in.number(), in.number());
  }

  static void object(ByteOutput out, StoredObject object) {
    out.number(object.key().value());
    out.text(object.name());
    out.number(object.firstSegment());
    out.number(object.lastSegment());
    out.number(object.start());
    out.number(object.end());
    out.number(object.size());
    out.fixed32(object.crc32c());
    FrameIndex index = object.index();
    out.number(index.blocks());
    for (int i = 0; i < index.blocks(); i++) {
      FrameIndex.Block block = index.block(i);
      out.number(block.start());
      out.number(block.from());
      out.fixed32(block.crc32c());
    }
    out.number(index.end());
    out.number(index.size());
  }

  static StoredObject object(ByteInput in) {
    return new StoredObject(
        StreamValues.key(in),
        in.text(),
        in.number(),
        in.number(),
        in.number(),
        in.number(),
        in.number(),
        in.fixed32(),
        index(in));
  }

  private static FrameIndex index(ByteInput in) {
    int blocks = in.count(2 + Integer.BYTES);
    long[] positions = new long[blocks];
    long[] starts = new long[blocks];
    int[] checksums = new int[blocks];
    for (int i = 0; i < blocks; i++) {
      positions[i] = in.number();
      starts[i] = in.number();
      checksums[i] = in.fixed32();
    }
    return new FrameIndex(positions, starts, checksums, in.number(), in.number());
  }
}
