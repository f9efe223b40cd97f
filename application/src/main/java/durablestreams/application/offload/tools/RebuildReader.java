package durablestreams.application.offload.tools;

import durablestreams.application.offload.ObjectMetadata;
import durablestreams.application.port.ArchiveUnavailableException;
import durablestreams.application.port.SegmentArchive;
import durablestreams.domain.segment.SealedSegment;
import durablestreams.domain.segment.SegmentFrames;
import durablestreams.domain.segment.StoredObject;
import durablestreams.domain.stream.StreamKey;
import durablestreams.domain.stream.SystemStreams;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

/**
 * Reader of all objects of one stream for a rebuild: descriptions concurrently, then frames
 * sequentially.
 */
final class RebuildReader {

  private static final int READ_BYTES = 1 << 20;

  /**
   * Content of the objects of a stream.
   *
   * @param bytes bytes of frames that were read
   */
  record Content(
      ObjectMetadata metadata,
      ObjectChain chain,
      List<SealedSegment> segments,
      List<StoredObject> objects,
      long bytes) {}

  /** Failure because the content of an object is unknown, so its stream is incomplete. */
  static final class UnknownObjectException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String name;

    UnknownObjectException(String name, Throwable cause) {
      super(name + ": " + cause.getMessage(), cause);
      this.name = name;
    }

    String name() {
      return name;
    }
  }

  private final SegmentArchive archive;
  private final ExecutorService describing;
  private final OutageDetector outages;

  RebuildReader(SegmentArchive archive, ExecutorService describing, OutageDetector outages) {
    this.archive = archive;
    this.describing = describing;
    this.outages = outages;
  }

  /**
   * Describes all of these.
   *
   * @throws UnknownObjectException if an object has no valid description
   */
  List<FoundObject> describe(List<SegmentArchive.Listed> listed) throws InterruptedException {
    List<Future<FoundObject>> descriptions = new ArrayList<>();
    for (SegmentArchive.Listed object : listed) {
      descriptions.add(describing.submit(() -> describe(object)));
    }
    List<FoundObject> found = new ArrayList<>();
    for (int i = 0; i < descriptions.size(); i++) {
      try {
        found.add(descriptions.get(i).get());
      } catch (ExecutionException e) {
        descriptions.forEach(description -> description.cancel(false));
        Throwable cause = e.getCause() == null ? e : e.getCause();
        throw new UnknownObjectException(listed.get(i).name(), cause);
      }
    }
    return found;
  }

  private FoundObject describe(SegmentArchive.Listed listed) {
    try {
      SegmentArchive.Described described =
          archive
              .describe(listed.name())
              .orElseThrow(() -> new IllegalArgumentException("it is listed and is not there"));
      ObjectMetadata metadata = ObjectMetadata.fromDescription(described.description());
      outages.succeeded();
      return new FoundObject(listed.name(), listed.size(), metadata);
    } catch (ArchiveUnavailableException e) {
      outages.failed(e);
      throw e;
    }
  }

  /** Reads the frames of a stream from the first object that is needed to the last. */
  Content read(StreamKey key, List<FoundObject> found) {
    boolean registry = found.getFirst().metadata().path().equals(SystemStreams.REGISTRY);
    ObjectChain chain = registry ? ObjectChain.behindLastGap(found) : ObjectChain.of(found);
    List<SealedSegment> segments = new ArrayList<>();
    List<StoredObject> objects = new ArrayList<>();
    long bytes = 0;
    for (FoundObject object : chain.objects()) {
      objects.add(read(key, object, segments));
      bytes += object.size();
    }
    return new Content(chain.objects().getLast().metadata(), chain, segments, objects, bytes);
  }

  private StoredObject read(StreamKey key, FoundObject object, List<SealedSegment> segments) {
    ObjectMetadata metadata = object.metadata();
    SegmentSizes sizes = new SegmentSizes(key, metadata);
    SegmentFrames.Indexer indexer =
        new SegmentFrames.Indexer(metadata.contentType().unit(), metadata.start());
    for (byte[] frames : new WholeFrames(archive, object.name(), object.size(), READ_BYTES)) {
      indexer.accept(frames);
      sizes.accept(frames);
    }
    if (indexer.crc32c() != metadata.crc32c()) {
      throw new IllegalStateException(object.name() + " is damaged: its checksum is wrong");
    }
    segments.addAll(sizes.segments());
    return new StoredObject(
        key,
        object.name(),
        metadata.firstSegment(),
        metadata.firstSegment() + metadata.segmentUnits().size() - 1,
        metadata.start(),
        object.end(),
        object.size(),
        indexer.crc32c(),
        indexer.index());
  }
}
