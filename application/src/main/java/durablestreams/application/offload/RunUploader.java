package durablestreams.application.offload;

import durablestreams.application.fault.FaultPoint;
import durablestreams.application.fault.FaultPoints;
import durablestreams.application.memory.Lease;
import durablestreams.application.memory.MemoryBudget;
import durablestreams.application.offload.upload.GatheredRun;
import durablestreams.application.offload.upload.HotFrames;
import durablestreams.application.offload.upload.LogPass;
import durablestreams.application.offload.upload.ScannedContent;
import durablestreams.application.offload.upload.Throttle;
import durablestreams.application.port.DamagedDataException;
import durablestreams.application.port.SegmentArchive;
import durablestreams.application.port.StreamStore;
import durablestreams.domain.change.StreamChange;
import durablestreams.domain.segment.ObjectWriter;
import durablestreams.domain.segment.RunPlanner;
import durablestreams.domain.segment.SealedSegment;
import durablestreams.domain.segment.SegmentFrames;
import durablestreams.domain.segment.SegmentObjectName;
import durablestreams.domain.segment.StoredObject;
import durablestreams.domain.stream.StreamKey;
import durablestreams.domain.stream.StreamState;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Uploader of runs of sealed segments, each as one object. Runs are taken in groups as large as the
 * memory budget allows, and the hot log is read once for each group. A run that is larger than that
 * is read alone, in pieces, while it is written.
 */
final class RunUploader implements AutoCloseable {

  /** What came of an upload. */
  interface Listener {

    /** The run needs no upload any more; also when its stream is gone. */
    void uploaded(StreamKey key);

    /** Rows of the stream are damaged, so that it cannot be uploaded. */
    void damaged(StreamState stream, DamagedDataException damage);
  }

  private final StreamStore store;
  private final SegmentArchive archive;
  private final ObjectPublisher publisher;
  private final FaultPoints faults;
  private final ArchiveMetrics metrics;
  private final LogPass pass;
  private final TransferPool uploaders;

  /**
   * @param parallel maximum concurrent uploads
   */
  RunUploader(
      StreamStore store,
      SegmentArchive archive,
      ObjectPublisher publisher,
      FaultPoints faults,
      MemoryBudget memory,
      ArchiveMetrics metrics,
      int parallel) {
    this.store = store;
    this.archive = archive;
    this.publisher = publisher;
    this.faults = faults;
    this.metrics = metrics;
    this.pass = new LogPass(store, memory, metrics::scanned);
    this.uploaders = new TransferPool("uploader", parallel);
  }

  /** Uploads all runs, and throws the first failure after all were tried. */
  void upload(
      List<List<SealedSegment>> runs, ObjectWriter writer, Throttle throttle, Listener listener)
      throws InterruptedException {
    Deque<List<SealedSegment>> waiting = new ArrayDeque<>(runs);
    RuntimeException problem = null;
    while (!waiting.isEmpty()) {
      try {
        uploadGroup(waiting, writer, throttle, listener);
      } catch (RuntimeException e) {
        problem = problem == null ? e : problem;
      }
    }
    if (problem != null) {
      throw problem;
    }
  }

  /** Takes the first runs, as many as there is room for, but at least one. */
  private void uploadGroup(
      Deque<List<SealedSegment>> waiting, ObjectWriter writer, Throttle throttle, Listener listener)
      throws InterruptedException {
    List<GatheredRun> group = new ArrayList<>();
    Collection<Lease> leases = new ArrayList<>();
    try {
      @Nullable GatheredRun alone = null;
      while (alone == null && !waiting.isEmpty()) {
        List<SealedSegment> segments = waiting.removeFirst();
        GatheredRun run = of(segments);
        Lease lease = run == null ? Lease.none() : pass.lease(run);
        if (run == null) {
          listener.uploaded(segments.getFirst().key());
        } else if (lease != null) {
          leases.add(lease);
          group.add(run);
        } else if (group.isEmpty()) {
          alone = run;
        } else {
          waiting.addFirst(segments);
          break;
        }
      }
      pass.gather(group, throttle);
      if (alone != null) {
        group.add(alone);
      }
      uploaders.runAll(
          group.stream().<Runnable>map(run -> () -> uploadCounted(run, writer, listener)).toList(),
          throttle);
    } finally {
      leases.forEach(Lease::close);
    }
  }

  /** The run as its stream is now; {@code null} if the stream is purged. */
  private @Nullable GatheredRun of(List<SealedSegment> run) {
    StreamState state = publisher.stream(run.getFirst().key()).orElse(null);
    return state == null
        ? null
        : new GatheredRun(
            state,
            new RunPlanner(Long.MAX_VALUE, SegmentsPerObject.maxSegments(state.path()))
                .upload(run));
  }

  private void uploadCounted(GatheredRun run, ObjectWriter writer, Listener listener) {
    try {
      upload(run, writer, listener);
      listener.uploaded(run.stream().key());
    } catch (RuntimeException | Error e) {
      metrics.uploadFailed();
      throw e;
    }
  }

  private void upload(GatheredRun run, ObjectWriter writer, Listener listener) {
    StreamState state = run.stream();
    StreamKey key = state.key();
    List<SealedSegment> segments = run.segments();
    String name =
        SegmentObjectName.of(
            state.path(), key, segments.getFirst().number(), segments.getLast().number(), writer);
    try {
      boolean published =
          publisher.publish(
              key,
              name,
              writer,
              segments.getFirst().start() + 1,
              () -> {
                faults.reach(FaultPoint.BEFORE_UPLOAD);
                StoredObject object = upload(run, name);
                faults.reach(FaultPoint.AFTER_UPLOAD);
                return new StreamChange.SegmentsOffloaded(object);
              });
      if (published) {
        faults.reach(FaultPoint.AFTER_PUBLISH);
      }
    } catch (HotFrames.GoneException e) {
      // The stream was purged or trimmed meanwhile; the uploaded object stays garbage.
    } catch (DamagedDataException e) {
      metrics.uploadFailed();
      listener.damaged(state, e);
    }
  }

  private StoredObject upload(GatheredRun run, String name) {
    StreamState state = run.stream();
    SealedSegment first = run.segments().getFirst();
    SealedSegment last = run.segments().getLast();
    long size = run.size();
    ScannedContent content =
        run.isComplete()
            ? new ScannedContent(size, run.pieces()::iterator)
            : new ScannedContent(
                size, () -> new HotFrames(store, state.key(), first.start(), last.end()));
    SegmentFrames.Indexer indexer =
        new SegmentFrames.Indexer(state.contentType().unit(), first.start());
    content.scan(indexer::accept);
    StoredObject object =
        new StoredObject(
            state.key(),
            name,
            first.number(),
            last.number(),
            first.start(),
            last.end(),
            size,
            indexer.crc32c(),
            indexer.index());
    if (object.index().end() != last.end() || object.index().size() != size) {
      throw new IllegalStateException("the rows of " + name + " are not what was sealed");
    }
    List<Long> units = run.segments().stream().map(s -> s.end() - s.start()).toList();
    archive.put(name, content, ObjectMetadata.of(state, object, units).toDescription());
    metrics.uploaded(size);
    return object;
  }

  /** Waits for running uploads. */
  @Override
  public void close() {
    uploaders.close();
  }
}
