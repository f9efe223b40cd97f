package durablestreams.histories.history;

/** Outcome of a request, as its client knows it. */
public enum Outcome {
  /** It took effect. */
  OK,
  /** It was refused and had no effect. */
  FAIL,
  /** It may or may not have taken effect, before or after the client stopped waiting. */
  UNKNOWN
}
