package durablestreams.application.offload.tools;

import durablestreams.application.offload.ObjectMetadata;
import durablestreams.application.port.ArchiveUnavailableException;
import durablestreams.application.port.SegmentArchive;
import durablestreams.application.port.StoredStream;
import durablestreams.application.port.StreamStore;
import durablestreams.domain.change.StreamChange;
import durablestreams.domain.offset.Offset;
import durablestreams.domain.segment.SealedSegment;
import durablestreams.domain.segment.SegmentObjectName;
import durablestreams.domain.stream.Closure;
import durablestreams.domain.stream.Front;
import durablestreams.domain.stream.Lineage;
import durablestreams.domain.stream.Origin;
import durablestreams.domain.stream.StreamKey;
import durablestreams.domain.stream.StreamSeq;
import durablestreams.domain.stream.StreamState;
import durablestreams.domain.stream.SystemStreams;
import durablestreams.domain.stream.Tail;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/**
 * Rebuild of an empty store from the archive alone: streams, segments and objects.
 *
 * <p>Streams are read concurrently and restored in the order of their keys. Memory holds the names
 * of all objects, and the data of the streams that are being read.
 *
 * <p>Every object describes its content; its frames are read once to rebuild its index. Data that
 * was only hot is lost: the open segment, sealed segments that were pending upload, producers and
 * {@code Stream-Seq}, streams that never had an object, and a close or delete after the last
 * upload.
 *
 * <p>Redundant objects, and objects of a stream that was created again later, are marked as garbage
 * and removed by the server. A stream with damaged or missing data is not restored, and its objects
 * are left as they are. The registry stream, whose first objects are removed by its compaction, is
 * restored from the last gap on.
 */
public final class ArchiveRebuilder {

  /** Streams that are read concurrently; each takes a few MiB. */
  private static final int STREAMS_AT_ONCE = 8;

  /** Descriptions that are read concurrently, because each is one request to a remote bucket. */
  private static final int DESCRIPTIONS_AT_ONCE = 32;

  private final StreamStore store;
  private final SegmentArchive archive;
  private final InstantSource clock;

  public ArchiveRebuilder(StreamStore store, SegmentArchive archive, InstantSource clock) {
    this.store = store;
    this.archive = archive;
    this.clock = clock;
  }

  /**
   * Result of a rebuild.
   *
   * @param problems one line for each object or stream that could not be
   */
  public record Report(long streams, long objects, long bytes, List<String> problems) {}

  /**
   * Restores everything.
   *
   * @throws IllegalStateException when the store is not empty
   */
  public Report rebuild(Consumer<String> progress) {
    if (store.highestKey() > 0) {
      throw new IllegalStateException("the data folder is not empty: rebuild into a new one");
    }
    try (ExecutorService streams = Executors.newFixedThreadPool(STREAMS_AT_ONCE);
        ExecutorService descriptions = Executors.newFixedThreadPool(DESCRIPTIONS_AT_ONCE)) {
      try {
        Run run = new Run(progress, streams, descriptions);
        run.restoreAll();
        return new Report(run.streams, run.objects, run.bytes, List.copyOf(run.problems));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new ArchiveUnavailableException("the rebuild was interrupted", e);
      } finally {
        streams.shutdownNow();
        descriptions.shutdownNow();
      }
    }
  }

  private final class Run {
    private static final int PROGRESS_EVERY = 1_000;
    private final Consumer<String> progress;
    private final List<String> problems = new ArrayList<>();
    private final OutageDetector outages = new OutageDetector();
    private final RebuildReader reading;
    private final ExecutorService reads;
    private final ListedObjects listed;
    private final LaterIncarnations incarnations;
    private long streams;
    private long objects;
    private long bytes;

    Run(Consumer<String> progress, ExecutorService reads, ExecutorService descriptions)
        throws InterruptedException {
      this.progress = progress;
      this.reads = reads;
      this.reading = new RebuildReader(archive, descriptions, outages);
      this.listed = ListedObjects.of(archive, progress);
      listed.others().forEach(name -> problems.add(name + ": it has not the name of an object"));
      this.incarnations = LaterIncarnations.of(listed, reading);
      outages.requireNoOutage();
    }

    private record Pending(StreamKey key, Future<RebuildReader.Content> content) {}

    /** Sources have lower keys than their forks, so ascending keys restore them first. */
    void restoreAll() throws InterruptedException {
      Deque<Pending> pending = new ArrayDeque<>();
      for (StreamKey key : listed.keys()) {
        if (incarnations.hasLater(key)) {
          leaveToLaterIncarnation(key);
          continue;
        }
        pending.addLast(new Pending(key, reads.submit(() -> read(key))));
        if (pending.size() > STREAMS_AT_ONCE) {
          restore(pending.removeFirst());
        }
      }
      while (!pending.isEmpty()) {
        restore(pending.removeFirst());
      }
    }

    /**
     * Marks the objects as garbage if a later incarnation of the stream holds the name and is known
     * completely.
     */
    private void leaveToLaterIncarnation(StreamKey key) {
      Optional<String> unknown = incarnations.unknownFrom(key);
      if (unknown.isPresent()) {
        problems.add("stream " + pathOf(key) + ": " + without(unknown.get()));
        return;
      }
      progress.accept(
          "stream " + pathOf(key) + ": objects of an earlier incarnation will be removed");
      markGarbage(listed.objects(key).stream().map(SegmentArchive.Listed::name).toList());
    }

    private static String without(String unknown) {
      return "what is in "
          + unknown
          + " is not known. To do without it, move it out of the archive";
    }

    private String pathOf(StreamKey key) {
      return SegmentObjectName.shownPath(listed.folderOfPath(key));
    }

    private RebuildReader.Content read(StreamKey key) throws InterruptedException {
      return reading.read(key, reading.describe(listed.objects(key)));
    }

    private void restore(Pending next) throws InterruptedException {
      String path = pathOf(next.key());
      try {
        RebuildReader.Content content = next.content().get();
        path = content.metadata().path().toString();
        restore(next.key(), content);
      } catch (ExecutionException e) {
        outages.requireNoOutage();
        String why =
            String.valueOf(e.getCause() == null ? e.getMessage() : e.getCause().getMessage());
        if (e.getCause() instanceof RebuildReader.UnknownObjectException unknown) {
          problems.add(why);
          why = without(unknown.name());
        }
        problems.add("stream " + path + ": " + why);
      } catch (RuntimeException e) {
        problems.add("stream " + path + ": " + e.getMessage());
      }
    }

    private void markGarbage(List<String> useless) {
      commit(new StreamChange.ObjectsMarkedGarbage(useless));
    }

    private void commit(StreamChange... changes) {
      store.commit(List.of(changes));
    }

    private void restore(StreamKey key, RebuildReader.Content content) {
      ObjectMetadata metadata = content.metadata();
      StreamState state = fresh(key, metadata);
      FoundObject first = content.chain().objects().getFirst();
      long start = first.start();
      boolean trimmed = start > 0 && metadata.path().equals(SystemStreams.REGISTRY);
      if (trimmed) {
        Front front = new Front(start, new Offset(first.metadata().firstSegment(), 0));
        state = state.withFront(front).withTail(Tail.startingAt(front));
      } else if (start != state.tail().position()) {
        throw new IllegalStateException(
            "its first object begins at " + start + ", not at " + state.tail().position());
      }
      StreamState whole =
          state
              .withTail(tailAfter(state.tail(), content.segments()))
              .withClosure(metadata.closed() ? Closure.closed() : Closure.open());
      commit(new StreamChange.Restored(whole, content.segments(), content.objects()));
      if (!content.chain().redundant().isEmpty()) {
        markGarbage(content.chain().redundant().stream().map(FoundObject::name).toList());
      }
      count(content);
    }

    private void count(RebuildReader.Content content) {
      streams++;
      bytes += content.bytes();
      long before = objects;
      objects += content.objects().size();
      if (objects / PROGRESS_EVERY > before / PROGRESS_EVERY) {
        progress.accept("%d objects of %d streams restored".formatted(objects, streams));
      }
    }

    private StreamState fresh(StreamKey key, ObjectMetadata metadata) {
      Origin origin = Origin.ROOT;
      Lineage lineage = Lineage.ofRoot(key);
      Tail tail = Tail.EMPTY;
      for (ObjectMetadata.ForkedAt fork : metadata.fork()) {
        StreamState source = store.load(fork.source()).map(StoredStream::state).orElse(null);
        if (source == null || source.tail().position() < fork.position()) {
          throw new IllegalStateException("what it was forked from is not in the archive");
        }
        origin = new Origin.Fork(source.path(), source.key(), fork.position(), fork.offset());
        tail = Tail.ofFork(fork.position(), fork.offset());
        lineage = source.lineage().forkedAt(key, fork.position(), tail.segment());
      }
      return new StreamState(
          key,
          metadata.path(),
          metadata.contentType(),
          metadata.expiry(),
          metadata.createdAt(),
          origin,
          lineage,
          tail,
          Closure.open(),
          StreamSeq.NONE,
          0,
          metadata.expiry().persistedDeadline(clock.instant()),
          false);
    }

    private static Tail tailAfter(Tail start, List<SealedSegment> segments) {
      Tail tail = start;
      for (SealedSegment segment : segments) {
        long units = segment.end() - segment.start();
        tail =
            tail.raisedTo(segment.number())
                .appended(units, segment.messages(), segment.payloadBytes())
                .sealed();
      }
      return tail;
    }
  }
}
