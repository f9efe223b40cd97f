package durablestreams.application.offload;

import durablestreams.application.background.BackgroundLoop;
import durablestreams.application.background.Leadership;
import durablestreams.application.fault.FaultPoint;
import durablestreams.application.fault.FaultPoints;
import durablestreams.application.job.JobProgress;
import durablestreams.application.offload.ownership.ArchiveOwnership;
import durablestreams.application.offload.upload.ScannedContent;
import durablestreams.application.offload.upload.Throttle;
import durablestreams.application.port.ArchiveUnavailableException;
import durablestreams.application.port.SegmentArchive;
import durablestreams.application.port.StreamDirectory;
import durablestreams.domain.change.StreamChange;
import durablestreams.domain.segment.FrameIndex;
import durablestreams.domain.segment.ObjectWriter;
import durablestreams.domain.segment.SealedSegment;
import durablestreams.domain.segment.SegmentObjectName;
import durablestreams.domain.segment.StoredObject;
import durablestreams.domain.stream.StreamKey;
import durablestreams.domain.stream.StreamState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.zip.CRC32C;

/**
 * Compaction of many small adjacent objects into one. Frames are copied unchanged and segments keep
 * their numbers, so no offset changes. The commit that publishes the new object marks the old ones
 * as garbage. Compaction is not urgent, so it is throttled: each one is followed by a pause.
 */
final class ObjectCompactor implements AutoCloseable {

  private static final Duration INTERVAL = Duration.ofSeconds(5);
  private static final int RUNS_AT_ONCE = 4;
  private static final Throttle THROTTLE = new Throttle(4, Duration.ofMillis(250));

  private final StreamDirectory directory;
  private final SegmentArchive archive;
  private final ObjectPublisher publisher;
  private final ArchiveOwnership ownership;
  private final CompactionSearch search;
  private final OffloadSettings settings;

  /** Held from the search for objects until they are replaced. */
  private final ReentrantLock turn = new ReentrantLock();

  private final FaultPoints faults;
  private final ArchiveMetrics metrics;
  private final BackgroundLoop loop;

  ObjectCompactor(
      StreamDirectory directory,
      SegmentArchive archive,
      ObjectPublisher publisher,
      ArchiveOwnership ownership,
      OffloadSettings settings,
      Leadership leadership,
      FaultPoints faults,
      ArchiveMetrics metrics) {
    this.directory = directory;
    this.archive = archive;
    this.publisher = publisher;
    this.ownership = ownership;
    this.search = new CompactionSearch(directory, settings);
    this.settings = settings;
    this.faults = faults;
    this.metrics = metrics;
    this.loop = new BackgroundLoop("object-compactor", INTERVAL, leadership, this::compact);
  }

  void start() {
    loop.start();
  }

  boolean compact() throws InterruptedException {
    List<RuntimeException> problems = new ArrayList<>();
    int compacted = compactNext(search, problems::add);
    if (!problems.isEmpty() && compacted == 0) {
      throw problems.getFirst();
    }
    return compacted > 0;
  }

  /** Passes over all objects until a pass finds nothing to compact; returns how many were made. */
  long compactAll(JobProgress progress) throws InterruptedException {
    progress.of(0, "objects made");
    long all = 0;
    long before;
    do {
      before = all;
      CompactionSearch pass = new CompactionSearch(directory, settings);
      do {
        all += compactNext(pass, e -> progress.problem(String.valueOf(e.getMessage())));
        progress.done(all);
      } while (!pass.isAtBeginning());
    } while (all > before);
    return all;
  }

  private int compactNext(CompactionSearch from, Consumer<RuntimeException> problems)
      throws InterruptedException {
    int compacted = 0;
    turn.lockInterruptibly();
    try {
      for (List<StoredObject> run : from.runs(RUNS_AT_ONCE)) {
        long start = System.nanoTime();
        try {
          compacted += compact(run) ? 1 : 0;
        } catch (RuntimeException e) {
          // One of these objects may be damaged; compaction of the others continues.
          metrics.compactionFailed();
          problems.accept(e);
        }
        THROTTLE.after(start);
      }
    } finally {
      turn.unlock();
    }
    return compacted;
  }

  private boolean compact(List<StoredObject> candidates) {
    StreamKey key = candidates.getFirst().key();
    StreamState state = publisher.stream(key).orElse(null);
    if (state == null) {
      return false;
    }
    List<StoredObject> run =
        CompactionSearch.fitting(candidates, SegmentsPerObject.maxSegments(state.path()));
    if (run.isEmpty()) {
      return false;
    }
    ObjectWriter writer = ownership.verify();
    String name =
        SegmentObjectName.merged(
            state.path(), key, run.getFirst().firstSegment(), run.getLast().lastSegment(), writer);
    try {
      boolean replaced =
          publisher.publish(
              key,
              name,
              writer,
              run.getFirst().end(),
              () -> {
                StoredObject merged = write(state, name, run);
                faults.reach(FaultPoint.AFTER_COMPACTION);
                return new StreamChange.ObjectsCompacted(merged, run);
              });
      if (replaced) {
        metrics.compacted();
        faults.reach(FaultPoint.AFTER_REPLACEMENT);
      }
      return replaced;
    } catch (ArchiveUnavailableException | NoSuchElementException e) {
      long end = run.getFirst().end();
      if (publisher.stream(key).filter(now -> end > now.front().position()).isEmpty()) {
        return false; // The stream was purged or trimmed meanwhile, and its objects with it.
      }
      throw e;
    }
  }

  private StoredObject write(StreamState state, String name, List<StoredObject> run) {
    StoredObject first = run.getFirst();
    StoredObject last = run.getLast();
    FrameIndex index =
        run.stream().map(StoredObject::index).reduce(FrameIndex::followedBy).orElseThrow();
    ScannedContent content =
        new ScannedContent(index.size(), () -> new CheckedBlocks(archive, run));
    CRC32C checksum = new CRC32C();
    content.scan(checksum::update);
    List<Long> units = new ArrayList<>();
    for (long number = first.firstSegment(); number <= last.lastSegment(); number++) {
      SealedSegment segment = directory.segment(state.key(), number).orElseThrow();
      units.add(segment.end() - segment.start());
    }
    StoredObject merged =
        new StoredObject(
            state.key(),
            name,
            first.firstSegment(),
            last.lastSegment(),
            first.start(),
            last.end(),
            index.size(),
            (int) checksum.getValue(),
            index);
    archive.put(name, content, ObjectMetadata.of(state, merged, units).toDescription());
    return merged;
  }

  @Override
  public void close() {
    loop.close();
  }
}
