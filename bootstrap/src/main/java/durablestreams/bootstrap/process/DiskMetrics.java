package durablestreams.bootstrap.process;

import durablestreams.application.observe.metric.Metric;
import durablestreams.application.observe.metric.MetricSink;
import durablestreams.application.observe.metric.MetricSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/** Size and free space of the disk of the data folder as metrics. */
public final class DiskMetrics implements MetricSource {

  static final Metric FREE =
      Metric.gauge(
          "durable_streams_disk_free_bytes",
          "Bytes of the disk of the data folder that the server may still use");
  static final Metric SIZE =
      Metric.gauge("durable_streams_disk_size_bytes", "Size of the disk of the data folder");

  private final Path folder;

  public DiskMetrics(Path folder) {
    this.folder = folder;
  }

  @Override
  public void collect(MetricSink sink) {
    try {
      FileStore disk = Files.getFileStore(folder);
      sink.value(FREE, disk.getUsableSpace());
      sink.value(SIZE, disk.getTotalSpace());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
