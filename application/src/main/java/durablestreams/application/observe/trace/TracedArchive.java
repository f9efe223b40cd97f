package durablestreams.application.observe.trace;

import durablestreams.application.port.ArchiveOwner;
import durablestreams.application.port.SegmentArchive;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Archive that makes a span of each call of another one. */
public final class TracedArchive implements SegmentArchive {

  private static final String OBJECT = "durable_streams.object";
  private static final String BYTES = "durable_streams.bytes";

  private final SegmentArchive archive;
  private final Tracing tracing;

  private TracedArchive(SegmentArchive archive, Tracing tracing) {
    this.archive = archive;
    this.tracing = tracing;
  }

  /** The archive itself when tracing is off. */
  public static SegmentArchive of(SegmentArchive archive, Tracing tracing) {
    return tracing.isOn() ? new TracedArchive(archive, tracing) : archive;
  }

  private <R> R traced(TraceSpan begun, Supplier<R> call) {
    try (TraceSpan span = begun) {
      try {
        return call.get();
      } catch (RuntimeException | Error e) {
        span.failed(e.getClass().getName());
        throw e;
      }
    }
  }

  private TraceSpan span(String name, String object) {
    TraceSpan span = tracing.call(name);
    span.attribute(OBJECT, object);
    return span;
  }

  @Override
  public void put(String name, Content content, Map<String, String> description) {
    TraceSpan span = span("archive-put", name);
    span.attribute(BYTES, content.size());
    traced(
        span,
        () -> {
          archive.put(name, content, description);
          return name;
        });
  }

  @Override
  public Optional<byte[]> read(String name, long from, int length) {
    TraceSpan span = span("archive-read", name);
    span.attribute("durable_streams.from", from);
    span.attribute(BYTES, length);
    return traced(span, () -> archive.read(name, from, length));
  }

  @Override
  public void delete(String name) {
    traced(
        span("archive-delete", name),
        () -> {
          archive.delete(name);
          return name;
        });
  }

  @Override
  public void deleteAll(List<String> names) {
    TraceSpan span = tracing.call("archive-delete");
    span.attribute("durable_streams.objects", names.size());
    traced(
        span,
        () -> {
          archive.deleteAll(names);
          return names;
        });
  }

  @Override
  public Optional<Described> describe(String name) {
    return traced(span("archive-describe", name), () -> archive.describe(name));
  }

  @Override
  public void list(String prefix, Consumer<Listed> each) {
    traced(
        span("archive-list", prefix),
        () -> {
          archive.list(prefix, each);
          return prefix;
        });
  }

  @Override
  public Optional<ArchiveOwner> owner() {
    return traced(tracing.call("archive-owner"), archive::owner);
  }

  @Override
  public boolean claim(Optional<ArchiveOwner> expected, ArchiveOwner next) {
    return traced(tracing.call("archive-claim"), () -> archive.claim(expected, next));
  }

  @Override
  public void close() {
    archive.close();
  }
}
