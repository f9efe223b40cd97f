package durablestreams.benchmarks.micro;

import durablestreams.adapters.json.JacksonJsonText;
import durablestreams.application.memory.Lease;
import durablestreams.application.memory.MemoryBudget;
import durablestreams.application.memory.Share;
import durablestreams.application.port.JsonText;
import durablestreams.benchmarks.load.Payloads;
import durablestreams.domain.message.ParsedBody;
import java.util.Objects;
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

/** The body of a JSON append, checked and split into messages of 256 bytes. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class JsonSplitBenchmark {

  private static final int MESSAGE_BYTES = 256;

  private final JsonText json = new JacksonJsonText();
  private final MemoryBudget memory = new MemoryBudget(1L << 30);
  private byte[] body = new byte[0];

  /** Messages in the body; a single one is sent without an array. */
  @Param({"1", "16", "256"})
  public int messages;

  /** Makes the body. */
  @Setup
  public void makeBody() {
    body =
        messages == 1 ? Payloads.json(MESSAGE_BYTES) : Payloads.jsonArray(MESSAGE_BYTES, messages);
  }

  /** The messages of a body. */
  @Benchmark
  public ParsedBody parse() {
    try (Lease lease = memory.tryTake(Share.LARGE_BODIES, body.length)) {
      return json.parse(body, Objects.requireNonNull(lease));
    }
  }
}
