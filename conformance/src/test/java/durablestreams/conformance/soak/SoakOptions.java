package durablestreams.conformance.soak;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a run was asked to do.
 *
 * @param mode {@code appends}, {@code outage} or {@code mixed}
 * @param outage how long the archive is down
 * @param limit after this the load ends, however far it came
 * @param length how long the mixed load takes
 */
record SoakOptions(
    String mode,
    long appends,
    int streams,
    int connections,
    Duration outage,
    Duration limit,
    Duration length,
    long seed) {

  static final String USAGE =
      """
      Usage: conformance/soak appends [--appends=10000000] [--streams=1000] [--connections=64]
             conformance/soak outage  [--seconds=60] [--streams=200] [--connections=16]
             conformance/soak mixed   [--minutes=60] [--seed=…]
      The first two also: [--limit-minutes=30]

      appends  Appends 256 bytes again and again, with rotation on, and reports the throughput of
               the first and of the last minute, the size of the hot database afterwards, and how
               long the server takes to start on it. Samples of the streams are read and compared.
      outage   Appends while the archive is down for some time, and reports that appends went on,
               and how long the backlog takes to drain once it is back.
      mixed    Creates, appends, reads, forks, closes, deletes and expires streams on two servers, of
               which one is killed at random. Heap after a collection, descriptors, threads and size
               of the data folder must stay within 10 % of those after ten minutes.

      All start a server of their own on a temporary data folder of up to 300 bytes for each
      append. The exit status is 0 when everything held.
      """;

  private static final Set<String> NAMES =
      Set.of("appends", "streams", "connections", "seconds", "limit-minutes", "minutes", "seed");

  /**
   * Reads a command line.
   *
   * @throws IllegalArgumentException with one line that says what is wrong
   */
  static SoakOptions parse(List<String> arguments) {
    String mode = arguments.isEmpty() ? "" : arguments.getFirst();
    if (!Set.of("appends", "outage", "mixed").contains(mode)) {
      throw new IllegalArgumentException("say what to run: appends, outage or mixed");
    }
    Map<String, Long> given = new HashMap<>();
    for (String argument : arguments.subList(1, arguments.size())) {
      String[] parts = argument.split("=", 2);
      String name = parts[0].replaceFirst("^--", "");
      if (!NAMES.contains(name) || parts.length < 2 || !parts[1].matches("[1-9]\\d{0,11}")) {
        throw new IllegalArgumentException(argument + " is not one of the options");
      }
      given.put(name, Long.parseLong(parts[1]));
    }
    boolean outage = mode.equals("outage");
    return new SoakOptions(
        mode,
        given.getOrDefault("appends", 10_000_000L),
        Math.toIntExact(given.getOrDefault("streams", outage ? 200L : 1_000L)),
        Math.toIntExact(given.getOrDefault("connections", outage ? 16L : 64L)),
        Duration.ofSeconds(given.getOrDefault("seconds", 60L)),
        Duration.ofMinutes(given.getOrDefault("limit-minutes", 30L)),
        Duration.ofMinutes(given.getOrDefault("minutes", 60L)),
        given.getOrDefault("seed", System.nanoTime()));
  }
}
