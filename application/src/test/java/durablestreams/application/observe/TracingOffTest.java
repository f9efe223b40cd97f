package durablestreams.application.observe;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import durablestreams.application.observe.RequestTimings.Phase;
import durablestreams.application.observe.trace.TraceSpan;
import durablestreams.application.observe.trace.Tracing;
import java.lang.management.ManagementFactory;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** What a request costs when there are no traces. */
class TracingOffTest {

  private static final int REQUESTS = 100_000;
  private static final Function<String, Optional<String>> FIELDS = name -> Optional.empty();

  @Test
  void aRequestWithoutTracesAllocatesNothing() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    serve();
    long before = threads.getCurrentThreadAllocatedBytes();
    serve();
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertThat(allocated).as("bytes for %d requests", REQUESTS).isLessThan(REQUESTS);
  }

  private static void serve() {
    Tracing tracing = Tracing.OFF;
    for (int i = 0; i < REQUESTS; i++) {
      try (TraceSpan span = tracing.request("GET", FIELDS);
          TraceSpan call = tracing.call("archive-read")) {
        RequestTimings timings = RequestTimings.OFF;
        timings.add(Phase.QUEUE, i, i + 1);
        timings.end(Phase.COMMIT, timings.start());
        call.attribute("durable_streams.bytes", i);
        span.attribute("url.path", "/");
        span.failed("none");
      }
    }
  }
}
