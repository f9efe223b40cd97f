package durablestreams.adapters.auth.json;

import durablestreams.application.access.Caller;
import java.time.Instant;

/** Names of tenants and subjects that come from outside. */
public final class Names {

  private Names() {}

  /**
   * A name.
   *
   * @throws JsonShapeException when it is none
   */
  public static String name(Json json) {
    String name = json.asText();
    try {
      return new Caller(name, name, Instant.MAX).tenant();
    } catch (IllegalArgumentException e) {
      throw new JsonShapeException(
          json.place(),
          "must be a name of at most %d characters, without control characters"
              .formatted(Caller.MAX_NAME));
    }
  }
}
