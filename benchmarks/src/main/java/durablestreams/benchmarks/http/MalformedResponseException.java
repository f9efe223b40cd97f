package durablestreams.benchmarks.http;

import java.io.IOException;
import java.io.Serial;

/** Failure because a server does not speak HTTP/1.1. */
public final class MalformedResponseException extends IOException {

  @Serial private static final long serialVersionUID = 1L;

  /** Says what was met instead. */
  public MalformedResponseException(String message) {
    super("malformed response: " + message);
  }
}
