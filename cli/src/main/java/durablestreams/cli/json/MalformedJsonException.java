package durablestreams.cli.json;

import java.io.IOException;

/** Failure because a text cannot be split into JSON values. */
public final class MalformedJsonException extends IOException {
  private static final long serialVersionUID = 1L;

  MalformedJsonException(String reason, long line) {
    super("line " + line + ": " + reason);
  }
}
