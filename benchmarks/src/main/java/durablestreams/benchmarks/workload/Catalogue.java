package durablestreams.benchmarks.workload;

import durablestreams.benchmarks.workload.AppendWorkload.Kind;
import durablestreams.benchmarks.workload.CatchUpWorkload.Tier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** All workloads, by name. */
public final class Catalogue {

  /** The few that stand for all in a short chart. */
  public static final List<String> HIGHLIGHTS =
      List.of(
          "append-64x64",
          "append-500x500-producer",
          "append-1x1",
          "append-64x100000",
          "catchup-cold-bytes-1",
          "catchup-cold-json-1",
          "longpoll-100",
          "sse-1000-at-100",
          "sse-1000-max");

  /** What {@code --cold} runs, as in {@code --only}. */
  public static final String JUST_STARTED = "start-up,fresh*";

  private final List<Workload> workloads = new ArrayList<>();

  /**
   * The catalogue.
   *
   * @param soak length of the long run
   * @param share of the highest rate at which the long run is held
   */
  public Catalogue(Duration soak, double share) {
    addAppends();
    addReads();
    addLive();
    workloads.add(new CreateDeleteWorkload(10_000));
    workloads.add(new StartUpWorkload());
    workloads.add(
        new FreshAppendWorkload(
            appends("fresh-append-64x64", 64, 64, 256, Kind.BINARY), Duration.ofSeconds(1)));
    workloads.add(new FreshCatchUpWorkload(true));
    workloads.add(new FreshCatchUpWorkload(false));
    workloads.add(new StreamMemoryWorkload(100_000));
    workloads.add(new IdleConnectionsWorkload(10_000, 100));
    workloads.add(new SubscriptionWorkload(1_000, 10_000, 500));
    workloads.add(new SoakWorkload(soak, share, SoakWorkload.QUIET));
  }

  /** Every workload, in the order in which they run. */
  public List<Workload> all() {
    return List.copyOf(workloads);
  }

  /** The workload of a name. */
  public Optional<Workload> named(String name) {
    return workloads.stream().filter(workload -> workload.name().equals(name)).findFirst();
  }

  private void addAppends() {
    append("append-64x64", 64, 64, 256, Kind.BINARY);
    append("append-64x500", 64, 500, 256, Kind.BINARY);
    append("append-500x500-producer", 500, 500, 256, Kind.PRODUCER);
    append("append-1x1", 1, 1, 256, Kind.BINARY);
    append("append-64x1", 64, 1, 256, Kind.BINARY);
    append("append-64x64-json", 64, 64, 256, Kind.JSON);
    append("append-64x64-1kib", 64, 64, 1 << 10, Kind.BINARY);
    append("append-64x64-64kib", 64, 64, 64 << 10, Kind.BINARY);
    append("append-16x16-1mib", 16, 16, 1 << 20, Kind.BINARY);
    append("append-64x10000", 64, 10_000, 256, Kind.BINARY);
    append("append-64x100000", 64, 100_000, 256, Kind.BINARY);
  }

  private void append(String name, int connections, int streams, int bytes, Kind kind) {
    workloads.add(appends(name, connections, streams, bytes, kind));
  }

  private static AppendWorkload appends(
      String name, int connections, int streams, int bytes, Kind kind) {
    String sentence =
        "appends: %s, %s, %s%s"
            .formatted(
                count(connections, "client"),
                count(streams, "stream"),
                size(bytes),
                switch (kind) {
                  case BINARY -> "";
                  case JSON -> " of JSON";
                  case PRODUCER -> ", with producer headers";
                });
    return new AppendWorkload(name, sentence, connections, streams, bytes, kind);
  }

  private static String count(int number, String of) {
    return number == 1 ? "one " + of : "%,d %ss".formatted(number, of);
  }

  private static String size(int bytes) {
    if (bytes < 1 << 10) {
      return bytes + " bytes";
    }
    return bytes < 1 << 20 ? (bytes >> 10) + " KiB" : (bytes >> 20) + " MiB";
  }

  private void addReads() {
    for (Tier tier : Tier.values()) {
      for (boolean json : new boolean[] {false, true}) {
        for (int readers : new int[] {1, 8, 32}) {
          catchUp(tier, json, readers, CatchUpWorkload.USUAL_MEBIBYTES);
        }
      }
    }
    workloads.add(new ScatteredReadWorkload(256, 800));
    for (int readers : new int[] {1, 32}) {
      catchUp(Tier.COLD, false, readers, 256);
      catchUp(Tier.COLD, true, readers, 256);
    }
  }

  private void catchUp(Tier tier, boolean json, int readers, int mebibytes) {
    workloads.add(new CatchUpWorkload(tier, json, readers, mebibytes));
  }

  private void addLive() {
    workloads.add(new LongPollWorkload(100));
    workloads.add(new LongPollWorkload(1_000));
    for (int readers : new int[] {100, 1_000, 5_000}) {
      workloads.add(new SseWorkload(readers, 100));
      workloads.add(new SseWorkload(readers, 0));
    }
    workloads.add(new SseWorkload(1_000, 200));
  }
}
