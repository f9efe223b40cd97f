package durablestreams.benchmarks.report;

import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * Bound that a result has to keep.
 *
 * @param sentence what has to hold
 * @param atLeast whether the bound is the least, otherwise it is the most
 * @param bound the bound, which itself is good enough
 * @param measured takes the figure from the results; empty when it was not measured
 */
public record Expectation(
    String sentence, boolean atLeast, double bound, Function<Results, Optional<Double>> measured) {

  /** What became of an expectation. */
  public enum Verdict {
    PASS,
    FAIL,
    NOT_MEASURED
  }

  /** Compares the results with the bound. */
  public Verdict verdict(Results results) {
    return measured
        .apply(results)
        .map(value -> atLeast ? value >= bound : value <= bound)
        .map(holds -> holds ? Verdict.PASS : Verdict.FAIL)
        .orElse(Verdict.NOT_MEASURED);
  }

  /** What has to hold, with its bound. */
  public String requirement() {
    return "%s: %s %s".formatted(sentence, atLeast ? "at least" : "at most", Figures.number(bound));
  }

  /** One line for a reader: verdict, figure, bound. */
  public String line(Results results) {
    String value = measured.apply(results).map(Figures::number).orElse("–");
    return "%-12s  %s: %s (%s %s)"
        .formatted(
            verdict(results).name().toLowerCase(Locale.ROOT).replace('_', ' '),
            sentence,
            value,
            atLeast ? "at least" : "at most",
            Figures.number(bound));
  }
}
