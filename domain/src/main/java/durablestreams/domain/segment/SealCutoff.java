package durablestreams.domain.segment;

import java.time.Instant;

/**
 * Rule for the open segments that are sealed without an append: those whose last or first append is
 * before a cutoff, and those of a clock that was set back since. Times are milliseconds since 1970.
 *
 * @param lastBefore cutoff for the last append
 * @param firstBefore cutoff for the first append
 * @param notAfter an append after this time was made before the clock was set back
 */
public record SealCutoff(long lastBefore, long firstBefore, long notAfter) {

  public static SealCutoff of(Instant lastBefore, Instant firstBefore, Instant notAfter) {
    return new SealCutoff(
        lastBefore.toEpochMilli(), firstBefore.toEpochMilli(), notAfter.toEpochMilli());
  }

  /** Whether a segment that holds messages is sealed, by its first and its last append. */
  public boolean isDue(long first, long last) {
    return last < lastBefore || first < firstBefore || Math.max(first, last) > notAfter;
  }
}
