package durablestreams.application.offload.tools;

import durablestreams.application.port.ArchiveRefusedException;
import durablestreams.application.port.ArchiveUnavailableException;
import durablestreams.application.port.SegmentArchive;
import durablestreams.application.port.StreamDirectory;
import durablestreams.domain.segment.StoredObject;
import durablestreams.domain.stream.StreamKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Spot check at startup that the archive holds the newest and some random objects of the index,
 * which detects a wrong archive before anything is written to it.
 */
public final class ObjectSample {

  private static final int NEWEST = 10;
  private static final int RANDOM = 10;

  private final StreamDirectory directory;
  private final SegmentArchive archive;
  private final long highestKey;
  private final RandomGenerator random;

  /**
   * @param highestKey no stream has a higher one
   */
  public ObjectSample(
      StreamDirectory directory, SegmentArchive archive, long highestKey, RandomGenerator random) {
    this.directory = directory;
    this.archive = archive;
    this.highestKey = highestKey;
    this.random = random;
  }

  /** Result of a check. */
  public record Report(int objects, List<String> missing) {}

  /**
   * Looks for the objects.
   *
   * @throws ArchiveUnavailableException when the archive does not answer
   */
  public Report look() {
    Map<String, StoredObject> sample = new LinkedHashMap<>();
    directory.newestObjects(NEWEST).forEach(object -> sample.put(object.name(), object));
    for (int i = 0; i < RANDOM && highestKey > 0; i++) {
      for (StreamKey key : directory.keysWithObjects(random.nextLong(highestKey), 1)) {
        directory.objectsFrom(key, 0, 1).forEach(object -> sample.put(object.name(), object));
      }
    }
    List<String> missing = new ArrayList<>();
    for (StoredObject object : sample.values()) {
      boolean there =
          archive
              .describe(object.name())
              .filter(described -> described.size() == object.size())
              .isPresent();
      if (!there) {
        missing.add(object.name());
      }
    }
    return new Report(sample.size(), missing);
  }

  /**
   * Checks the objects, and rejects an archive that lacks any.
   *
   * @param place the archive and the setting that chooses it
   */
  public void require(String place) {
    Report report = look();
    if (!report.missing().isEmpty()) {
      throw new ArchiveRefusedException(
          ("%s lacks %d of %d objects that the index names and that were looked for, such as %s:"
                  + " choose the archive that holds them, or start with --allow-missing-objects"
                  + " to serve what there is")
              .formatted(
                  place, report.missing().size(), report.objects(), report.missing().getFirst()));
    }
  }
}
