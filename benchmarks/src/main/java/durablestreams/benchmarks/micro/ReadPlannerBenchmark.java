package durablestreams.benchmarks.micro;

import durablestreams.domain.reading.Extent;
import durablestreams.domain.reading.ReadPlanner;
import durablestreams.domain.segment.FrameIndex;
import durablestreams.domain.segment.StoredObject;
import durablestreams.domain.stream.Lineage;
import durablestreams.domain.stream.StreamKey;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The plan of a page that begins in an object and ends in the hot log. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class ReadPlannerBenchmark {

  private static final StreamKey KEY = new StreamKey(1);
  private static final int OBJECTS = 4;
  private static final long OBJECT_BYTES = 1 << 20;

  private final Lineage lineage = Lineage.ofRoot(KEY);
  private final List<StoredObject> objects =
      IntStream.range(0, OBJECTS).mapToObj(ReadPlannerBenchmark::object).toList();
  private final long from = (OBJECTS - 1) * OBJECT_BYTES + 5;
  private final long to = OBJECTS * OBJECT_BYTES + 500;

  /** The plan. */
  @Benchmark
  public List<Extent> plan() {
    return ReadPlanner.plan(lineage.holding(from), from, to, objects);
  }

  private static StoredObject object(int number) {
    long start = number * OBJECT_BYTES;
    long end = start + OBJECT_BYTES;
    FrameIndex index =
        new FrameIndex(new long[] {start}, new long[] {0}, new int[] {0}, end, OBJECT_BYTES);
    return new StoredObject(
        KEY, "object-" + number, number, number, start, end, OBJECT_BYTES, 0, index);
  }
}
