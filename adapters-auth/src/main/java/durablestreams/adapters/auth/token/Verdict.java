package durablestreams.adapters.auth.token;

/** Outcome of a token: good, not good, or unknown at the moment. */
public sealed interface Verdict<T> {

  record Accepted<T>(T value) implements Verdict<T> {}

  /**
   * Not good.
   *
   * @param reason for the client
   * @param detail for the operator's log: why, without any part of the token
   */
  record Refused<T>(String reason, String detail) implements Verdict<T> {}

  /** The keys to tell with are not there. */
  record Undecided<T>() implements Verdict<T> {}
}
