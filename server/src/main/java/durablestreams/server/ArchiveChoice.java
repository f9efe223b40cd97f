package durablestreams.server;

import durablestreams.application.port.SegmentArchive;
import java.util.function.Supplier;

/** Archive that an application chooses. */
sealed interface ArchiveChoice {

  /** The one that goes with the store. */
  record OfStore() implements ArchiveChoice {}

  /** One of the application's own. */
  record Other(Supplier<SegmentArchive> opened) implements ArchiveChoice {}

  /** None: the store keeps everything. */
  record None() implements ArchiveChoice {}
}
