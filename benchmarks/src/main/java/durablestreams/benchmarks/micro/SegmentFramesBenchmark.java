package durablestreams.benchmarks.micro;

import durablestreams.benchmarks.load.Payloads;
import durablestreams.domain.message.JoinedMessages;
import durablestreams.domain.message.MessageBatch;
import durablestreams.domain.offset.PositionUnit;
import durablestreams.domain.segment.FrameIndex;
import durablestreams.domain.segment.SegmentFrames;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The frames of a quarter of a megabyte of messages of 256 bytes: one block of a segment. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class SegmentFramesBenchmark {

  private static final int MESSAGE_BYTES = 256;
  private static final int MESSAGES = 1_024;

  /** What a position counts, which says whether commas stand between messages. */
  @Param({"BYTES", "MESSAGES"})
  public PositionUnit unit = PositionUnit.BYTES;

  private MessageBatch batch = MessageBatch.ofBytes(new byte[1]);
  private byte[] frames = new byte[0];

  /** Makes the batch and its frames. */
  @Setup
  public void makeBatch() {
    int[] lengths = new int[MESSAGES];
    Arrays.fill(lengths, MESSAGE_BYTES);
    batch = JoinedMessages.of(unit, Payloads.binary(MESSAGE_BYTES * MESSAGES), lengths);
    frames = SegmentFrames.encode(batch);
  }

  /** Frames from messages. */
  @Benchmark
  public byte[] encode() {
    return SegmentFrames.encode(batch);
  }

  /** Messages from frames. */
  @Benchmark
  public MessageBatch decode() {
    return SegmentFrames.decode(unit, frames);
  }

  /** Index and checksums of frames. */
  @Benchmark
  public FrameIndex index() {
    SegmentFrames.Indexer indexer = new SegmentFrames.Indexer(unit, 0);
    indexer.accept(frames);
    return indexer.index();
  }
}
