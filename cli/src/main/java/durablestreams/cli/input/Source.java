package durablestreams.cli.input;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Input to append, piece by piece. */
public interface Source {

  /** The next message or line; null at the end. */
  byte @Nullable [] next() throws IOException;

  /** Whether the next piece may take long to come. */
  boolean isIdle() throws IOException;

  /** Where the last piece was found, for errors: {@code line 7}. */
  String place();
}
