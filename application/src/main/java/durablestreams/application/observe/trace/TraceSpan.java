package durablestreams.application.observe.trace;

import java.util.function.BiConsumer;

/** Span of a trace, from its beginning to its close. Used by one thread. */
public interface TraceSpan extends AutoCloseable {

  /** Span that is recorded nowhere. */
  TraceSpan NONE = new None();

  /** Whether the span will be exported; what it is told is dropped otherwise. */
  boolean isRecorded();

  /** The id of its trace: 32 hexadecimal digits; empty if it belongs to none. */
  String traceId();

  /** Sets the name, which was not known when the span began. */
  void name(String name);

  void attribute(String key, String value);

  void attribute(String key, long value);

  /**
   * Adds a child that has ended.
   *
   * @param start by {@link System#nanoTime}
   * @param end by {@link System#nanoTime}
   */
  void phase(String name, long start, long end);

  /**
   * Tells the names and values of the fields with which another server goes on with the trace, as a
   * child of this span.
   */
  void fields(BiConsumer<String, String> taker);

  /** Marks the span as failed; the type of the error is a short word or number. */
  void failed(String errorType);

  /** Ends the span. */
  @Override
  void close();

  /** Span that is recorded nowhere. */
  final class None implements TraceSpan {
    private None() {}

    @Override
    public boolean isRecorded() {
      return false;
    }

    @Override
    public String traceId() {
      return "";
    }

    @Override
    public void name(String name) {}

    @Override
    public void attribute(String key, String value) {}

    @Override
    public void attribute(String key, long value) {}

    @Override
    public void phase(String name, long start, long end) {}

    @Override
    public void fields(BiConsumer<String, String> taker) {}

    @Override
    public void failed(String errorType) {}

    @Override
    public void close() {}
  }
}
