package durablestreams.application.offload;

import durablestreams.application.port.ArchiveUnavailableException;
import durablestreams.application.port.SegmentArchive;
import durablestreams.application.port.StreamStore;
import durablestreams.domain.change.StreamChange;
import durablestreams.domain.segment.SealedSegment;
import durablestreams.domain.segment.SegmentFrames;
import durablestreams.domain.segment.SegmentObjectName;
import durablestreams.domain.segment.StoredObject;
import durablestreams.domain.stream.Closure;
import durablestreams.domain.stream.Lineage;
import durablestreams.domain.stream.Origin;
import durablestreams.domain.stream.StreamKey;
import durablestreams.domain.stream.StreamPath;
import durablestreams.domain.stream.StreamSeq;
import durablestreams.domain.stream.StreamState;
import durablestreams.domain.stream.Tail;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Restores streams, segments and objects from the archive alone into an empty store.
 *
 * <p>Every object says what it holds; its frames are read once to make its index again. What was
 * only hot is lost: the open segment, sealed segments that had not been uploaded, producers and
 * {@code Stream-Seq}, streams that never had an object, and a close or delete that came after the
 * last upload.
 *
 * <p>Objects that are not needed, because others hold the same or because their stream had a later
 * life, are doomed: the server removes them. A stream of which anything is damaged or missing is
 * not restored, and its objects are left as they are.
 */
public final class ArchiveRebuilder {

  private static final int READ_BYTES = 1 << 20;

  private final StreamStore store;
  private final SegmentArchive archive;
  private final InstantSource clock;

  public ArchiveRebuilder(StreamStore store, SegmentArchive archive, InstantSource clock) {
    this.store = store;
    this.archive = archive;
    this.clock = clock;
  }

  /**
   * What was restored.
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
    Run run = new Run(progress);
    run.find();
    run.restore();
    return new Report(run.streams, run.objects, run.bytes, List.copyOf(run.problems));
  }

  private final class Run {
    private static final int PROGRESS_EVERY = 1_000;
    private final Consumer<String> progress;
    private final List<String> problems = new ArrayList<>();
    private final Map<StreamKey, List<FoundObject>> byKey = new TreeMap<>();
    private final NavigableMap<StreamKey, String> unknown = new TreeMap<>();
    private final Map<StreamKey, StreamState> restored = new HashMap<>();
    private final Map<StreamPath, StreamKey> newest = new HashMap<>();
    private final FailuresInARow failures = new FailuresInARow();
    private long streams;
    private long objects;
    private long bytes;

    Run(Consumer<String> progress) {
      this.progress = progress;
    }

    void find() {
      archive.list(
          SegmentObjectName.ROOT,
          listed -> {
            try {
              archive
                  .describe(listed.name())
                  .ifPresentOrElse(
                      described -> take(listed, described.description()),
                      () -> leaveOut(listed.name(), "it is listed and is not there"));
              failures.worked();
            } catch (IllegalArgumentException e) {
              leaveOut(listed.name(), String.valueOf(e.getMessage()));
            } catch (ArchiveUnavailableException e) {
              leaveOut(listed.name(), String.valueOf(e.getMessage()));
              failures.failed(e);
            }
          });
    }

    /** Nobody knows what is in the object, so its stream is not known whole. */
    private void leaveOut(String name, String why) {
      problems.add(name + ": " + why);
      SegmentObjectName.keyOf(name).ifPresent(key -> unknown.putIfAbsent(key, name));
    }

    private void take(SegmentArchive.Listed listed, Map<String, String> description) {
      ObjectFacts facts = ObjectFacts.fromDescription(description);
      byKey
          .computeIfAbsent(facts.key(), k -> new ArrayList<>())
          .add(new FoundObject(listed.name(), listed.size(), facts));
      newest.merge(facts.path(), facts.key(), (a, b) -> a.compareTo(b) > 0 ? a : b);
    }

    /** Sources have lower keys than their forks, so ascending keys restore them first. */
    void restore() {
      byKey.forEach((key, found) -> {
        StreamPath path = found.getFirst().facts().path();
        try {
          if (key.equals(newest.get(path))) {
            requireKnown(key, found.getFirst().name());
            restore(key, ObjectChain.of(found));
          } else {
            progress.accept("stream " + path + ": objects of an earlier life will be removed");
            doom(found);
          }
        } catch (RuntimeException e) {
          problems.add("stream " + path + ": " + e.getMessage());
        }
      });
    }

    /**
     * A stream without one of its objects might end early, and then go on where that one is; and
     * one that had a later life is not to come back.
     */
    private void requireKnown(StreamKey key, String object) {
      String folder = SegmentObjectName.folderOfPath(object);
      for (String name : unknown.tailMap(key, true).values()) {
        if (name.startsWith(folder)) {
          throw new IllegalStateException(
              "what is in " + name + " is not known. To do without it, move it out of the archive");
        }
      }
    }

    private void doom(List<FoundObject> useless) {
      commit(new StreamChange.ObjectsDoomed(useless.stream().map(FoundObject::name).toList()));
    }

    private void commit(StreamChange... changes) {
      if (!(store.commit(List.of(changes)) instanceof StreamStore.Committed)) {
        throw new IllegalStateException("the store is written by somebody else");
      }
    }

    private void restore(StreamKey key, ObjectChain chain) {
      ObjectFacts facts = chain.objects().getLast().facts();
      StreamState state = fresh(key, facts);
      if (chain.objects().getFirst().start() != state.tail().position()) {
        throw new IllegalStateException(
            "its first object begins at "
                + chain.objects().getFirst().start()
                + ", not at "
                + state.tail().position());
      }
      List<SealedSegment> segments = new ArrayList<>();
      List<StoredObject> stored = new ArrayList<>();
      for (FoundObject object : chain.objects()) {
        stored.add(restore(object, state, segments));
      }
      StreamState whole =
          state
              .withTail(tailAfter(state.tail(), segments))
              .withClosure(facts.closed() ? Closure.closed() : Closure.open());
      commit(new StreamChange.Restored(whole, segments, stored));
      if (!chain.redundant().isEmpty()) {
        doom(chain.redundant());
      }
      restored.put(key, whole);
      streams++;
    }

    private StreamState fresh(StreamKey key, ObjectFacts facts) {
      Origin origin = Origin.ROOT;
      Lineage lineage = Lineage.ofRoot(key);
      Tail tail = Tail.EMPTY;
      for (ObjectFacts.ForkedAt fork : facts.fork()) {
        StreamState source = restored.get(fork.source());
        if (source == null || source.tail().position() < fork.position()) {
          throw new IllegalStateException("what it was forked from is not in the archive");
        }
        origin = new Origin.Fork(source.path(), source.key(), fork.position(), fork.offset());
        tail = Tail.ofFork(fork.position(), fork.offset());
        lineage = source.lineage().forkedAt(key, fork.position(), tail.segment());
      }
      return new StreamState(
          key,
          facts.path(),
          facts.contentType(),
          facts.expiry(),
          facts.createdAt(),
          origin,
          lineage,
          tail,
          Closure.open(),
          StreamSeq.NONE,
          0,
          facts.expiry().persistedDeadline(clock.instant()),
          false);
    }

    private static Tail tailAfter(Tail start, List<SealedSegment> segments) {
      Tail tail = start;
      for (SealedSegment segment : segments) {
        tail =
            tail.appended(
                    segment.end() - segment.start(), segment.messages(), segment.payloadBytes())
                .sealed();
      }
      return tail;
    }

    private StoredObject restore(
        FoundObject object, StreamState state, List<SealedSegment> segments) {
      ObjectFacts facts = object.facts();
      SegmentSizes sizes = new SegmentSizes(state, facts);
      SegmentFrames.Indexer indexer =
          new SegmentFrames.Indexer(state.contentType().unit(), facts.start());
      for (byte[] frames : new WholeFrames(archive, object.name(), object.size(), READ_BYTES)) {
        indexer.accept(frames);
        sizes.accept(frames);
        bytes += frames.length;
      }
      if (indexer.crc32c() != facts.crc32c()) {
        throw new IllegalStateException(object.name() + " is damaged: its checksum is wrong");
      }
      segments.addAll(sizes.segments());
      if (++objects % PROGRESS_EVERY == 0) {
        progress.accept(objects + " objects restored");
      }
      return new StoredObject(
          state.key(),
          object.name(),
          facts.firstSegment(),
          facts.firstSegment() + facts.segmentUnits().size() - 1,
          facts.start(),
          object.end(),
          object.size(),
          indexer.crc32c(),
          indexer.index());
    }
  }
}
