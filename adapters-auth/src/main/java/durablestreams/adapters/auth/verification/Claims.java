package durablestreams.adapters.auth.verification;

import durablestreams.adapters.auth.json.Json;
import durablestreams.adapters.auth.json.JsonShapeException;
import java.time.Instant;
import java.util.Optional;

/** Claims of a token whose signature was found good. */
public record Claims(Json.Obj all) {

  /** The last second of the year 9999; later dates are mistakes, such as milliseconds. */
  private static final double LAST_SECOND = 253_402_300_799.0;

  /**
   * A claim that is text and not empty; empty when it is not there.
   *
   * @throws JsonShapeException when it is something else
   */
  Optional<String> text(String name) {
    return all.field(name).map(Json::asText);
  }

  /** The claim as text if it is text or a number; for filling in patterns. */
  public Optional<String> scalar(String name) {
    return all.field(name)
        .flatMap(value ->
            switch (value) {
              case Json.Text(_, String text) -> Optional.of(text);
              case Json.Num(_, String literal) -> Optional.of(literal);
              default -> Optional.empty();
            });
  }

  /**
   * A claim that is a NumericDate: seconds since 1970, perhaps with a fraction (RFC 7519, 2).
   *
   * @throws JsonShapeException when it is something else
   */
  Optional<Instant> date(String name) {
    return all.field(name).map(Claims::date);
  }

  private static Instant date(Json json) {
    if (!(json instanceof Json.Num(_, String literal))) {
      throw new JsonShapeException(json.place(), "must be seconds since 1970");
    }
    double seconds = Double.parseDouble(literal);
    if (!(seconds >= 0 && seconds <= LAST_SECOND)) {
      throw new JsonShapeException(json.place(), "must be seconds since 1970");
    }
    long whole = (long) seconds;
    return Instant.ofEpochSecond(whole, (long) ((seconds - whole) * 1e9));
  }

  /** Whether the claim {@code aud}, one text or a list, names this audience. */
  boolean isFor(String audience) {
    return all.field("aud")
        .filter(aud -> holds(aud, new Json.Text(aud.place(), audience)))
        .isPresent();
  }

  /** Whether a claim is the value, or a list that has it. */
  public static boolean holds(Json claim, Json value) {
    return claim instanceof Json.Array list
        ? list.items().stream().anyMatch(item -> isSame(item, value))
        : isSame(claim, value);
  }

  private static boolean isSame(Json a, Json b) {
    return switch (a) {
      case Json.Text(_, String text) -> b instanceof Json.Text other && other.value().equals(text);
      case Json.Bool(_, boolean value) -> b instanceof Json.Bool other && other.value() == value;
      default -> false;
    };
  }
}
