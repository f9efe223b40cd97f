package durablestreams.benchmarks.workload;

import durablestreams.benchmarks.http.PlainClient;
import durablestreams.benchmarks.load.CatchUpReaders;
import durablestreams.benchmarks.load.Payloads;
import durablestreams.benchmarks.load.Phase;
import durablestreams.benchmarks.server.Feature;
import durablestreams.benchmarks.server.Folders;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Reads of a whole stream from its start to its tail, over and over.
 *
 * <p>Cold means that a server with tiers has moved every byte to segments before the first read;
 * the stream is closed for that and the data folder is watched. The page cache of the system is
 * left as it is. Hot means that our server runs without an archive.
 *
 * @param tier where the data is, on servers that have tiers
 * @param json whether the stream is JSON, of 256-byte messages; otherwise it is binary
 * @param readers readers of the one stream at the same time
 * @param mebibytes how much the stream holds
 */
public record CatchUpWorkload(Tier tier, boolean json, int readers, int mebibytes)
    implements Workload {

  /** Where the data is. */
  public enum Tier {
    HOT,
    COLD
  }

  /** What a stream holds unless its workload's name says something else. */
  static final int USUAL_MEBIBYTES = 64;

  private static final int MESSAGE_BYTES = 256;
  private static final int APPEND_BYTES = 64 * 1024;
  private static final Duration OFFLOAD_LIMIT = Duration.ofSeconds(90);
  private static final Duration FIRST_PASS_LIMIT = Duration.ofSeconds(30);

  @Override
  public String name() {
    return "catchup-%s-%s-%d%s"
        .formatted(
            tier.name().toLowerCase(Locale.ROOT),
            json ? "json" : "bytes",
            readers,
            mebibytes == USUAL_MEBIBYTES ? "" : "-" + mebibytes + "mib");
  }

  @Override
  public String sentence() {
    return "catch-up: %s, %d MiB of %s, %s"
        .formatted(
            readers == 1 ? "one reader" : readers + " readers",
            mebibytes,
            json ? "JSON" : "bytes",
            tier == Tier.HOT ? "just appended" : "moved to cold segments");
  }

  @Override
  public Map<String, String> parameters() {
    return Map.of(
        "tier", tier.name(),
        "json", Boolean.toString(json),
        "readers", Integer.toString(readers),
        "bytes", Long.toString(totalBytes()),
        "appendBytes", Integer.toString(APPEND_BYTES));
  }

  long totalBytes() {
    return (long) mebibytes << 20;
  }

  @Override
  public Metric headline() {
    return Metric.READ_RATE;
  }

  @Override
  public Set<Feature> needs() {
    return Set.of(Feature.APPEND, Feature.READ);
  }

  @Override
  public Map<String, String> settings() {
    return Map.of("ARCHIVE", tier == Tier.HOT ? "none" : "files");
  }

  /** A few readers take more than the usual threads to keep up with a fast server. */
  @Override
  public int threads(int wanted) {
    return Math.max(wanted, Math.min(readers, Runtime.getRuntime().availableProcessors()));
  }

  @Override
  public Trial prepare(Session session) throws IOException {
    String stream = filled(session);
    return () -> run(session, stream);
  }

  /** Writes a new stream and returns its name. */
  String filled(Session session) throws IOException {
    // The size ends the name, because that is how the ceiling knows how much to send.
    String stream = session.newStreams(1).getFirst() + "-" + totalBytes() + "b";
    fill(session, stream);
    return stream;
  }

  private void fill(Session session, String stream) throws IOException {
    String contentType = json ? "application/json" : "application/octet-stream";
    byte[] body =
        json
            ? Payloads.jsonArray(MESSAGE_BYTES, APPEND_BYTES / MESSAGE_BYTES)
            : Payloads.binary(APPEND_BYTES);
    try (PlainClient client = session.client()) {
      client.create(stream, contentType);
      for (long sent = 0; sent < totalBytes(); sent += APPEND_BYTES) {
        client.append(stream, contentType, body);
      }
      if (tier == Tier.COLD) {
        client.closeStream(stream);
        if (session.features().contains(Feature.TIERED)) {
          awaitOffload(session);
        }
      }
    }
  }

  /** Waits until the segment files hold the whole stream and the hot copy has been cleaned up. */
  private void awaitOffload(Session session) throws IOException {
    Path data = session.server().dataFolder().orElseThrow();
    if (!session.loops().await(() -> Folders.bytes(data, ".seg") >= totalBytes(), OFFLOAD_LIMIT)) {
      throw new IOException(
          "only %d of %d bytes were in segment files after %d s"
              .formatted(Folders.bytes(data, ".seg"), totalBytes(), OFFLOAD_LIMIT.toSeconds()));
    }
    session.settle(Duration.ofSeconds(10));
  }

  private Sample run(Session session, String stream) {
    Sample sample = readOver(session, stream, readers, totalBytes());
    if (mebibytes > USUAL_MEBIBYTES && session.server().pid().isPresent()) {
      sample.put(Metric.RESIDENT_PEAK, session.serverMeter().peakMib());
    }
    return sample;
  }

  /** Has readers read a stream of that number of bytes from start to tail, over and over. */
  static Sample readOver(Session session, String stream, int readers, long bytes) {
    CatchUpReaders crowd =
        new CatchUpReaders(session.loops(), session.endpoint(), stream, readers, bytes);
    session.warmUp(() -> false);
    session.loops().await(crowd::allWarm, FIRST_PASS_LIMIT);
    crowd.enter(Phase.MEASURE);
    double seconds = session.measure(() -> false);
    CatchUpReaders.Result result = crowd.finish();
    Sample sample =
        new Sample()
            .put(Metric.READ_RATE, result.bytes() / seconds / 1e6)
            .put(Metric.PAGES, result.pagesPerPass())
            .put(Metric.ERRORS, result.passes().errors());
    if (result.passes().successes() > 0) {
      sample.put(Metric.WHOLE_PASS, result.passes().latency().millis(0.5));
    }
    return sample;
  }
}
