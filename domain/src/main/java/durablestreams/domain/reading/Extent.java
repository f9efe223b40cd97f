package durablestreams.domain.reading;

import durablestreams.domain.segment.StoredObject;
import durablestreams.domain.stream.StreamKey;

/** Range of positions that is stored in one place. */
public sealed interface Extent {

  long from();

  long to();

  /** In the hot log, in the rows of {@code key}. */
  record Hot(StreamKey key, long from, long to) implements Extent {}

  /** In an object of the archive. */
  record Cold(StoredObject object, long from, long to) implements Extent {}
}
