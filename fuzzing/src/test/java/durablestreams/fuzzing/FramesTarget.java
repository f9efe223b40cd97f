package durablestreams.fuzzing;

import durablestreams.adapters.sqlite.schema.BlobFormats;
import durablestreams.domain.message.MessageBatch;
import durablestreams.domain.offset.PositionUnit;
import durablestreams.domain.segment.FrameIndex;
import durablestreams.domain.segment.SegmentFrames;
import durablestreams.domain.segment.SegmentFrames.CorruptFramesException;
import java.util.Arrays;

/** Frames of segments: what is read whole is written the same, and its index says where it is. */
public final class FramesTarget {

  private FramesTarget() {}

  public static void fuzzerTestOneInput(byte[] input) {
    for (PositionUnit unit : PositionUnit.values()) {
      MessageBatch batch;
      try {
        batch = SegmentFrames.decode(unit, input);
      } catch (CorruptFramesException e) {
        return;
      }
      if (batch.payloadBytes() == 0) {
        continue;
      }
      Broken.unless(
          Arrays.equals(SegmentFrames.encode(batch), input), "%s is written differently", batch);
      SegmentFrames.Indexer indexer = new SegmentFrames.Indexer(unit, 5);
      indexer.accept(input);
      FrameIndex index = indexer.index();
      Broken.unless(index.size() == input.length, "%d bytes", index.size());
      Broken.unless(index.end() == 5 + batch.units(), "%s ends at %d", batch, index.end());
      byte[] blob = BlobFormats.frameIndex(index);
      Broken.unless(BlobFormats.frameIndex(blob).equals(index), "%s changed", index);
      for (long position = index.start(); position < index.end(); position++) {
        FrameIndex.Block block = index.holding(position);
        Broken.unless(
            block.start() <= position && position < block.end(),
            "%d is not in %s",
            position,
            block);
      }
    }
  }
}
