package durablestreams.benchmarks.workload;

import durablestreams.benchmarks.load.Payloads;
import durablestreams.benchmarks.server.Feature;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One reader of one of many streams that were written in turns, over and over: what lies together
 * in the stream lies apart in a log that the streams share. Nothing is archived.
 *
 * @param streams streams that were written
 * @param messages messages in each
 */
public record ScatteredReadWorkload(int streams, int messages) implements Workload {

  private static final int MESSAGE_BYTES = 256;
  private static final String CONTENT_TYPE = "application/octet-stream";

  @Override
  public String name() {
    return "catchup-hot-scattered-" + streams;
  }

  @Override
  public String sentence() {
    return "1 reader of one of %d streams that were written in turns, %d messages of %d B"
        .formatted(streams, messages, MESSAGE_BYTES);
  }

  @Override
  public Map<String, String> parameters() {
    return Map.of(
        "streams", Integer.toString(streams),
        "messages", Integer.toString(messages),
        "bytes", Integer.toString(MESSAGE_BYTES));
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
    return Map.of("ARCHIVE", "none");
  }

  @Override
  public Trial prepare(Session session) throws IOException {
    List<String> names = new ArrayList<>(session.newStreams(streams));
    // The size ends the name, because that is how the ceiling knows how much to send.
    String read = names.removeLast() + "-" + totalBytes() + "b";
    names.add(read);
    session.batch().create(names, CONTENT_TYPE);
    for (int i = 0; i < messages; i++) {
      session.batch().append(names, CONTENT_TYPE, Payloads.binary(MESSAGE_BYTES));
    }
    return () -> CatchUpWorkload.readOver(session, read, 1, totalBytes());
  }

  private long totalBytes() {
    return (long) messages * MESSAGE_BYTES;
  }
}
