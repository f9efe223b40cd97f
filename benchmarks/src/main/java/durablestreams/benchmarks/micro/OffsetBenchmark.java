package durablestreams.benchmarks.micro;

import durablestreams.domain.offset.Offset;
import durablestreams.domain.offset.OffsetParameter;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Offsets written into and read from headers. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class OffsetBenchmark {

  private long within = 123_456;
  private String token = new Offset(42, 123_456).token();

  /** The token of an offset. */
  @Benchmark
  public String token() {
    return new Offset(42, within++).token();
  }

  /** An offset from its token. */
  @Benchmark
  public OffsetParameter parse() {
    return OffsetParameter.parse(token);
  }
}
