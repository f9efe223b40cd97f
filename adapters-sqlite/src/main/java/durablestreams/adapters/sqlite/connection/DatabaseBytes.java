package durablestreams.adapters.sqlite.connection;

import java.io.IOException;

/** The bytes of the database file, as checkpoints left them; read by one thread at a time. */
public interface DatabaseBytes {

  long size() throws IOException;

  /** Reads up to {@code length} bytes; how many, or -1 at the end. */
  int read(long at, byte[] into, int length) throws IOException;
}
