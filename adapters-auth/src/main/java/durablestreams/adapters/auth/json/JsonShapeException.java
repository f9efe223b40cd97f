package durablestreams.adapters.auth.json;

/**
 * Failure because JSON has another shape than expected. The message is a clause such as {@code must
 * be a list}.
 */
public final class JsonShapeException extends RuntimeException {

  private final Json.Place place;

  public JsonShapeException(Json.Place place, String message) {
    super(message, null, false, false);
    this.place = place;
  }

  /** Where and what, on one line: {@code line 4, tokens[0].name: must be text}. */
  public String sentence() {
    return place + ": " + getMessage();
  }
}
