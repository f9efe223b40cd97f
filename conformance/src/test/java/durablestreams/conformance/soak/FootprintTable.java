package durablestreams.conformance.soak;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;

/** Footprints of a server over time, and whether the last ones are those of the tenth minute. */
final class FootprintTable {

  private static final Duration BASELINE = Duration.ofMinutes(10);
  private static final Duration WINDOW = Duration.ofMinutes(5);
  private static final double TOLERANCE = 0.10;

  private record Row(Duration at, Footprint footprint) {}

  private final List<Row> rows = new ArrayList<>();

  synchronized void add(Duration at, Footprint footprint) {
    rows.add(new Row(at, footprint));
  }

  /** A line for each minute, and at its end whether each column is flat. */
  synchronized String text() {
    StringBuilder text =
        new StringBuilder("minute    heap KiB  descriptors  threads  folder KiB\n");
    long minute = -1;
    for (Row row : rows) {
      if (row.at().toMinutes() != minute) {
        minute = row.at().toMinutes();
        text.append(line(Long.toString(minute), row.footprint()));
      }
    }
    text.append(line("first", median(BASELINE)));
    return text.append(line("last", median(end()))).toString();
  }

  private static String line(String name, Footprint at) {
    return String.format(
        Locale.ROOT,
        "%-6s %,11d %,12d %,8d %,11d%n",
        name,
        at.heap() >> 10,
        at.descriptors(),
        at.threads(),
        at.folder() >> 10);
  }

  private Duration end() {
    return rows.getLast().at().minus(WINDOW.dividedBy(2));
  }

  /** The columns whose last values are beyond the tolerance above those of the tenth minute. */
  synchronized List<String> grown() {
    Footprint first = median(BASELINE);
    Footprint last = median(end());
    List<String> grown = new ArrayList<>();
    check("heap", first.heap(), last.heap(), grown);
    check("descriptors", first.descriptors(), last.descriptors(), grown);
    check("threads", first.threads(), last.threads(), grown);
    check("folder", first.folder(), last.folder(), grown);
    return grown;
  }

  /**
   * The same for the folder alone, compared with that of a server that was under the same load
   * without interruption: after a kill there is less in it for a while.
   */
  synchronized List<String> grownBeyond(FootprintTable uninterrupted) {
    List<String> grown = new ArrayList<>();
    long first = uninterrupted.median(BASELINE).folder();
    check("folder of the killed server", first, median(end()).folder(), grown);
    return grown;
  }

  private static void check(String name, long first, long last, List<String> grown) {
    if (last > first * (1 + TOLERANCE)) {
      grown.add(String.format(Locale.ROOT, "%s: %,d after %,d", name, last, first));
    }
  }

  /** The median of each column within some minutes around a time. */
  private Footprint median(Duration around) {
    List<Footprint> near =
        rows.stream()
            .filter(row -> row.at().minus(around).abs().compareTo(WINDOW.dividedBy(2)) <= 0)
            .map(Row::footprint)
            .toList();
    List<Footprint> chosen = near.isEmpty() ? List.of(rows.getFirst().footprint()) : near;
    return new Footprint(
        median(chosen, Footprint::heap),
        median(chosen, Footprint::descriptors),
        median(chosen, Footprint::threads),
        median(chosen, Footprint::folder));
  }

  private static long median(List<Footprint> rows, ToLongFunction<Footprint> column) {
    return rows.stream().mapToLong(column).sorted().toArray()[rows.size() / 2];
  }
}
