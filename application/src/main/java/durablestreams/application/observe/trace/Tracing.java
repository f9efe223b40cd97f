package durablestreams.application.observe.trace;

import java.util.Optional;
import java.util.function.Function;

/** Source of spans. {@link #OFF} makes none and allocates nothing. Thread-safe. */
public interface Tracing extends AutoCloseable {

  /** Makes no spans. */
  Tracing OFF = new Off();

  /** Whether spans are made; without them callers need not collect what describes a span. */
  boolean isOn();

  /**
   * Begins the span of a request, as a child of the span that the client names in its fields. Until
   * it is closed, by the same thread, it is the current one of this thread.
   *
   * @param fields the value of a request field by its name
   */
  TraceSpan request(String method, Function<String, Optional<String>> fields);

  /**
   * Begins the span of a call to another service, as a child of the current one of this thread if
   * there is any. Until it is closed, by the same thread, it is the current one.
   */
  TraceSpan call(String name);

  /** The id of the trace that this thread works for: 32 hexadecimal digits, or empty. */
  String currentTraceId();

  /** Exports what is left, within a bounded time. */
  @Override
  void close();

  /** Makes no spans. */
  final class Off implements Tracing {
    private Off() {}

    @Override
    public boolean isOn() {
      return false;
    }

    @Override
    public TraceSpan request(String method, Function<String, Optional<String>> fields) {
      return TraceSpan.NONE;
    }

    @Override
    public TraceSpan call(String name) {
      return TraceSpan.NONE;
    }

    @Override
    public String currentTraceId() {
      return "";
    }

    @Override
    public void close() {}
  }
}
