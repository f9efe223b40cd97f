package durablestreams.adapters.http.observe;

import durablestreams.application.observe.metric.Histogram;
import durablestreams.application.observe.metric.Metric;
import durablestreams.application.observe.metric.MetricSink;
import durablestreams.application.observe.metric.MetricSource;
import java.util.Locale;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** Counts of requests, of refusals by reason, and of what is going on. */
public final class RequestMetrics implements MetricSource {

  static final Metric REQUESTS =
      Metric.histogram(
          "durable_streams_http_request_duration_seconds",
          "Time from the head of a request to the end of its answer; live reads last long",
          "route",
          "status");
  static final Metric RESPONSE_BYTES =
      Metric.counter(
          "durable_streams_http_response_bytes_total", "Bytes of answers that were sent");
  static final Metric REJECTIONS =
      Metric.counter(
          "durable_streams_http_rejections_total",
          "Requests and connections that were refused, by the code of the error",
          "reason");
  static final Metric CONNECTIONS =
      Metric.gauge("durable_streams_http_connections", "Connections that are open");
  static final Metric LIVE_READERS_LIMIT =
      Metric.gauge("durable_streams_live_readers_limit", "Live reads that may go on at a time");
  static final Metric LIVE_READERS =
      Metric.gauge("durable_streams_live_readers", "Live reads that go on, by kind", "kind");

  static final Metric FORWARDED_MALFORMED =
      Metric.counter(
          "durable_streams_http_forwarded_malformed_total",
          "Requests of trusted proxies whose forwarding fields were malformed, and so ignored");

  /** From 1xx to 5xx. */
  private static final int CLASSES = 5;

  private static final int PER_CLASS = 100;

  private final Histogram[] requests = new Histogram[RequestKind.values().length * CLASSES];
  private final LongAdder bytes = new LongAdder();
  private final ConcurrentMap<String, LongAdder> rejections = new ConcurrentHashMap<>();
  private final LongAdder forwardedMalformed = new LongAdder();
  private final IntSupplier liveReadersLimit;
  private final IntSupplier connections;
  private final IntSupplier longPolls;
  private final IntSupplier eventStreams;

  /**
   * @param liveReadersLimit how many may go on
   * @param connections how many are open
   * @param longPolls how many go on
   * @param eventStreams how many go on
   */
  public RequestMetrics(
      IntSupplier liveReadersLimit,
      IntSupplier connections,
      IntSupplier longPolls,
      IntSupplier eventStreams) {
    this.liveReadersLimit = liveReadersLimit;
    this.connections = connections;
    this.longPolls = longPolls;
    this.eventStreams = eventStreams;
    for (int i = 0; i < requests.length; i++) {
      requests[i] = Histogram.ofNanos();
    }
  }

  /**
   * A request has ended.
   *
   * @param status 0 if the connection ended without an answer
   */
  public void ended(RequestKind kind, int status, long nanos, long sentBytes) {
    int statusClass = status / PER_CLASS - 1;
    if (statusClass >= 0 && statusClass < CLASSES) {
      requests[kind.ordinal() * CLASSES + statusClass].record(nanos);
    }
    bytes.add(sentBytes);
  }

  /** A request, or a connection, was refused with an error of that code. */
  public void refused(String code) {
    @Nullable LongAdder known = rejections.get(code);
    if (known == null) {
      known = rejections.computeIfAbsent(code, c -> new LongAdder());
    }
    known.increment();
  }

  /** A trusted proxy described a request in a way that is malformed. */
  public void forwardedMalformed() {
    forwardedMalformed.increment();
  }

  @Override
  public void collect(MetricSink sink) {
    for (RequestKind kind : RequestKind.values()) {
      for (int statusClass = 0; statusClass < CLASSES; statusClass++) {
        Histogram histogram = requests[kind.ordinal() * CLASSES + statusClass];
        if (!histogram.isEmpty()) {
          sink.histogram(REQUESTS, histogram, kind.label(), statusClass + 1 + "xx");
        }
      }
    }
    sink.value(RESPONSE_BYTES, bytes.sum());
    rejections.forEach(
        (code, count) -> sink.value(REJECTIONS, count.sum(), code.toLowerCase(Locale.ROOT)));
    sink.value(FORWARDED_MALFORMED, forwardedMalformed.sum());
    sink.value(CONNECTIONS, connections.getAsInt());
    sink.value(LIVE_READERS_LIMIT, liveReadersLimit.getAsInt());
    sink.value(LIVE_READERS, longPolls.getAsInt(), "long_poll");
    sink.value(LIVE_READERS, eventStreams.getAsInt(), "sse");
  }
}
