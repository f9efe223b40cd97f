package durablestreams.adapters.sqlite.schema;

import durablestreams.adapters.sqlite.generated.tables.records.ObjectsRecord;
import durablestreams.adapters.sqlite.generated.tables.records.SegmentsRecord;
import durablestreams.domain.segment.SealedSegment;
import durablestreams.domain.segment.StoredObject;
import durablestreams.domain.stream.StreamKey;

/** The rows of {@code segments} and {@code objects} as what they mean. */
public final class SegmentTable {

  private SegmentTable() {}

  public static SealedSegment segmentOf(SegmentsRecord row) {
    return new SealedSegment(
        new StreamKey(row.getStreamKey()),
        row.getNumber(),
        row.getStartPosition(),
        row.getEndPosition(),
        row.getMessages(),
        row.getPayloadBytes());
  }

  public static StoredObject objectOf(ObjectsRecord row) {
    return new StoredObject(
        new StreamKey(row.getStreamKey()),
        row.getName(),
        row.getFirstSegment(),
        row.getLastSegment(),
        row.getStartPosition(),
        row.getEndPosition(),
        row.getSize(),
        row.getCrc32c().intValue(),
        BlobFormats.frameIndex(row.getFrameIndex()));
  }
}
