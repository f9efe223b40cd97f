package durablestreams.domain.stream;

import java.time.Instant;

/** Expiry of a stream, as its creator configured it (protocol, section 5.1). */
public sealed interface Expiry {

  /** The last instant that is still told apart; a deadline beyond it means never. */
  Instant NEVER_ENDS = Instant.ofEpochMilli(Long.MAX_VALUE / 2);

  /** It does not. */
  record Never() implements Expiry {}

  /**
   * After {@code seconds} without a read or a write.
   *
   * @param seconds zero or more
   */
  record Sliding(long seconds) implements Expiry {
    public Sliding {
      if (seconds < 0) {
        throw new IllegalArgumentException("a time to live is zero seconds or more");
      }
    }
  }

  /** At a fixed instant. */
  record At(Instant instant) implements Expiry {}

  static Expiry never() {
    return new Never();
  }

  /** The instant at which a stream that was used at {@code lastUse} ends. */
  default Instant deadlineAfter(Instant lastUse) {
    return switch (this) {
      case Never() -> NEVER_ENDS;
      case At(Instant instant) -> notBeyondNever(instant);
      case Sliding(long seconds) ->
          seconds > NEVER_ENDS.getEpochSecond() - lastUse.getEpochSecond()
              ? NEVER_ENDS
              : notBeyondNever(lastUse.plusSeconds(seconds));
    };
  }

  /**
   * The deadline that is persisted for a stream that was used at {@code lastUse}. A sliding
   * deadline is persisted later than the actual one by a fraction of its length, so that most uses
   * need no write, and a crash never shortens the life of a stream.
   */
  default Instant persistedDeadline(Instant lastUse) {
    Instant deadline = deadlineAfter(lastUse);
    return this instanceof Sliding(long seconds) && seconds > 0
        ? notBeyondNever(deadline.plusSeconds(Math.clamp(seconds / 4, 1, 3_600)))
        : deadline;
  }

  private static Instant notBeyondNever(Instant instant) {
    return instant.isBefore(NEVER_ENDS) ? instant : NEVER_ENDS;
  }
}
