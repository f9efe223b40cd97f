package durablestreams.adapters.sqlite.schema;

import durablestreams.adapters.sqlite.generated.tables.records.ObjectsRecord;
import durablestreams.adapters.sqlite.generated.tables.records.SegmentsRecord;
import durablestreams.application.port.ArchiveLimits;
import durablestreams.application.port.DamagedDataException;
import durablestreams.domain.segment.FrameIndex;
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

  /**
   * @throws DamagedDataException when the row cannot be what was written
   */
  public static StoredObject objectOf(ObjectsRecord row) {
    try {
      return object(row);
    } catch (RuntimeException e) {
      throw (DamagedDataException)
          new DamagedDataException(
                  "object %d of stream %d is damaged in the index: its row is not what was written"
                      .formatted(row.getId(), row.getStreamKey()))
              .initCause(e);
    }
  }

  private static StoredObject object(ObjectsRecord row) {
    FrameIndex index = BlobFormats.frameIndex(row.getFrameIndex());
    if (index.start() != row.getStartPosition()
        || index.end() != row.getEndPosition()
        || index.size() != row.getSize()) {
      throw new IllegalStateException("the frame index is that of another object");
    }
    return new StoredObject(
        new StreamKey(row.getStreamKey()),
        ArchiveLimits.requireName(row.getName()),
        row.getFirstSegment(),
        row.getLastSegment(),
        row.getStartPosition(),
        row.getEndPosition(),
        row.getSize(),
        row.getCrc32c().intValue(),
        index);
  }
}
