package durablestreams.adapters.http.observe;

import java.util.Locale;

/** Kind of a request, as metrics and the access log name it. */
public enum RequestKind {
  CREATE,
  APPEND,
  READ,
  LONG_POLL,
  SSE,
  DESCRIBE,
  DELETE,
  SUBSCRIPTION,
  /** Pages of the server itself, such as {@code /health}. */
  SERVICE,
  /** Requests of browsers before another one, and what never became a request for something. */
  OTHER;

  private final String label = name().toLowerCase(Locale.ROOT);

  public String label() {
    return label;
  }
}
