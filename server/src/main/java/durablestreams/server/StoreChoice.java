package durablestreams.server;

import durablestreams.server.assembly.OpenStore;
import java.nio.file.Path;
import java.util.function.Supplier;

/** Store that an application chooses. */
sealed interface StoreChoice {

  /** On the Java heap. */
  record InMemory() implements StoreChoice {}

  /** In a SQLite file in a folder. */
  record Sqlite(Path folder) implements StoreChoice {}

  /** One of the application's own. */
  record Other(Supplier<OpenStore> opened) implements StoreChoice {}
}
