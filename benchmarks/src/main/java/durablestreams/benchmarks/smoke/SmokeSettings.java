package durablestreams.benchmarks.smoke;

import java.net.URI;
import java.util.Map;
import java.util.Optional;

/**
 * Settings of a smoke check, from the environment.
 *
 * @param streams URL of the streams of a server that runs already, without a slash at the end;
 *     empty for one that is started for the check
 * @param authorization value of {@code Authorization}; empty for none
 * @param iterations samples of each figure
 * @param budgetMillis limit of each 95th percentile
 * @param enforced whether a figure beyond the budget fails the check
 * @param timesOut whether one long-poll is measured until it times out
 */
public record SmokeSettings(
    Optional<URI> streams,
    String authorization,
    int iterations,
    double budgetMillis,
    boolean enforced,
    boolean timesOut) {

  public static final String BASE_URL = "PERF_BASE_URL";

  private static final String ROOT = "/v1/stream";
  private static final int MAX_ITERATIONS = 100_000;

  /**
   * Reads the environment.
   *
   * @throws IllegalArgumentException with a sentence, when a variable has a value that cannot be
   *     used
   */
  public static SmokeSettings of(Map<String, String> environment) {
    Optional<URI> streams = text(environment, BASE_URL).map(SmokeSettings::streams);
    return new SmokeSettings(
        streams,
        text(environment, "STREAM_AUTH").orElse(""),
        iterations(text(environment, "PERF_ITERATIONS").orElse("25")),
        budget(text(environment, "PERF_BUDGET_MS").orElse("50")),
        flag(environment, "PERF_ENFORCE", streams.isPresent()),
        flag(environment, "PERF_LONGPOLL_TIMEOUT", false));
  }

  private static Optional<String> text(Map<String, String> environment, String name) {
    return Optional.ofNullable(environment.get(name)).map(String::strip).filter(v -> !v.isEmpty());
  }

  /** The root is added to a URL without a path. */
  private static URI streams(String text) {
    String url = text.replaceAll("/+$", "");
    try {
      URI uri = URI.create(url);
      String scheme = String.valueOf(uri.getScheme());
      if (uri.getHost() != null
          && (scheme.equals("http") || scheme.equals("https"))
          && uri.getRawQuery() == null
          && uri.getRawFragment() == null) {
        return uri.getRawPath().isEmpty() ? URI.create(url + ROOT) : uri;
      }
    } catch (IllegalArgumentException e) {
      // Answered below.
    }
    throw wrong(BASE_URL, text, "the URL of a server, such as http://127.0.0.1:4437");
  }

  private static int iterations(String text) {
    if (text.matches("\\d{1,6}")) {
      int value = Integer.parseInt(text);
      if (value >= 1 && value <= MAX_ITERATIONS) {
        return value;
      }
    }
    throw wrong("PERF_ITERATIONS", text, "a whole number from 1 to " + MAX_ITERATIONS);
  }

  private static double budget(String text) {
    if (text.matches("\\d{1,6}(\\.\\d{1,3})?")) {
      return Double.parseDouble(text);
    }
    throw wrong("PERF_BUDGET_MS", text, "a number of milliseconds, such as 50");
  }

  private static boolean flag(Map<String, String> environment, String name, boolean otherwise) {
    return text(environment, name)
        .map(value ->
            switch (value) {
              case "1", "true" -> true;
              case "0", "false" -> false;
              default -> throw wrong(name, value, "1 or 0");
            })
        .orElse(otherwise);
  }

  private static IllegalArgumentException wrong(String name, String value, String allowed) {
    return new IllegalArgumentException(
        "%s=%s is not %s".formatted(name, value.length() > 100 ? "…" : value, allowed));
  }
}
