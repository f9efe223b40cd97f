package durablestreams.application.assembly;

import durablestreams.application.admin.BrowseReaders;
import durablestreams.application.admin.BrowseStreams;
import durablestreams.application.admin.PeekMessages;
import durablestreams.application.append.AppendToStream;
import durablestreams.application.append.BodyParser;
import durablestreams.application.create.CreateStream;
import durablestreams.application.create.ForkPoints;
import durablestreams.application.create.StreamQuota;
import durablestreams.application.delete.DeleteStream;
import durablestreams.application.describe.DescribeStream;
import durablestreams.application.follow.FollowStream;
import durablestreams.application.job.Jobs;
import durablestreams.application.observe.ReportStatus;
import durablestreams.application.observe.StatusMetrics;
import durablestreams.application.observe.metric.MetricSource;
import durablestreams.application.offload.ReadProblems;
import durablestreams.application.port.StreamStore;
import durablestreams.application.quota.StorageQuota;
import durablestreams.application.read.ColdBlocks;
import durablestreams.application.read.OffsetResolver;
import durablestreams.application.read.PageCache;
import durablestreams.application.read.PageReader;
import durablestreams.application.read.ReadStream;
import durablestreams.application.read.ResponseMemory;
import durablestreams.application.read.StreamMap;
import durablestreams.application.sequencer.CommitListener.FollowUp;
import durablestreams.application.sequencer.StreamLookup;
import durablestreams.application.sequencer.StreamSequencer;
import durablestreams.application.sequencer.cache.StreamCache;
import durablestreams.application.tail.TailHub;
import durablestreams.domain.change.StreamChange;
import durablestreams.domain.producer.ProducerRetention;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Assembly of the use cases over the ports, with their background work.
 *
 * <p>Shutdown proceeds from the outside in: live readers end first, then the background work, then
 * the lane commits its queue. The ports are closed by their owner.
 */
public final class StreamService implements AutoCloseable {

  private final StreamSequencer sequencer;
  private final TailHub tails;
  private final BackgroundWork background;
  private final ExecutorService readAhead;
  private final StreamLookup lookup;
  private final CreateStream create;
  private final AppendToStream append;
  private final ReadStream read;
  private final FollowStream follow;
  private final DescribeStream describe;
  private final DeleteStream delete;
  private final ReportStatus status;
  private final BrowseStreams browse;
  private final BrowseReaders readers;
  private final Jobs jobs;
  private final PeekMessages peek;
  private final List<MetricSource> metrics;
  private final StreamQuota streams;
  private final StorageQuota storage;

  public StreamService(ServicePorts ports, ServiceSettings settings) {
    this.readAhead = Executors.newVirtualThreadPerTaskExecutor();
    this.tails = new TailHub(settings.liveReadersPerStream(), ports.memory());
    StreamCache cache = new StreamCache(ports.store(), ports.memory());
    this.sequencer =
        new StreamSequencer(
            ports.store(),
            cache,
            tails,
            settings.rotation(),
            settings.registry(),
            this::onCommitted,
            settings.sequencer(),
            ports.faults(),
            ports.clock());
    this.background = new BackgroundWork(ports, settings, sequencer);

    this.lookup = new StreamLookup(cache, sequencer, ports.uses(), ports.clock());
    StreamMap map = new StreamMap(ports.directory());
    OffsetResolver offsets = new OffsetResolver(map, cache, ports.store().segmentFloor());
    ReadProblems coldReads = new ReadProblems(ports.archive(), ports.clock());
    ColdBlocks blocks = new ColdBlocks(coldReads, ports.memory(), readAhead);
    PageReader reader = new PageReader(ports.store(), map, blocks);
    ResponseMemory responses = new ResponseMemory(ports.memory());
    PageCache pages =
        new PageCache(reader, offsets, settings.pageLimit(), ports.memory(), responses, readAhead);
    StreamLimits limits = settings.streamLimits();
    this.storage = new StorageQuota(ports.directory(), limits.bytesPerTenant(), limits.bytes());
    this.streams = new StreamQuota(ports.directory(), limits.streamsPerTenant());
    BodyParser bodies = new BodyParser(ports.json(), ports.memory());
    this.create =
        new CreateStream(
            sequencer,
            lookup,
            new ForkPoints(cache, lookup, offsets, reader),
            bodies,
            streams,
            storage,
            limits.forkDepth());
    this.append =
        new AppendToStream(
            sequencer, bodies, new ProducerRetention(limits.producerExpiry()), storage);
    this.read = new ReadStream(lookup, offsets, pages);
    this.peek = new PeekMessages(lookup, offsets, reader);
    this.follow = new FollowStream(lookup, cache, tails, offsets, pages, responses);
    this.describe = new DescribeStream(lookup);
    this.delete = new DeleteStream(sequencer);
    this.status =
        new ReportStatus(
            ports.directory(),
            cache::producers,
            count -> Thread.ofPlatform().daemon().name("census").start(count),
            () -> storeProblem(ports.store()),
            ports.store()::loss,
            () -> archiveProblem(coldReads),
            sequencer::queued,
            tails::followers,
            ports.memory());
    this.browse = new BrowseStreams(ports.store(), ports.directory(), tails);
    this.readers = new BrowseReaders(ports.directory(), tails, ports.clock());
    this.jobs = new Jobs(ports.clock());
    this.metrics =
        List.of(
            sequencer.metrics(),
            tails.metrics(),
            pages.metrics(),
            blocks.metrics(),
            background.coldTier().metrics(),
            new StatusMetrics(status));
  }

  /** Starts the background work. */
  public StreamService start() {
    background.start(jobs);
    return this;
  }

  /** What the store knows of itself, else what commits meet. */
  private String storeProblem(StreamStore store) {
    String problem = store.problem();
    return problem.isEmpty() ? sequencer.problem() : problem;
  }

  private String archiveProblem(ReadProblems coldReads) {
    String problem = background.coldTier().problem();
    return problem.isEmpty() ? coldReads.problem() : problem;
  }

  private void onCommitted(Set<FollowUp> followUps) {
    background.signal(followUps);
  }

  public CreateStream create() {
    return create;
  }

  public AppendToStream append() {
    return append;
  }

  public ReadStream read() {
    return read;
  }

  public FollowStream follow() {
    return follow;
  }

  public DescribeStream describe() {
    return describe;
  }

  public DeleteStream delete() {
    return delete;
  }

  public PeekMessages peek() {
    return peek;
  }

  public ReportStatus status() {
    return status;
  }

  /** Sets the maximum of clients that follow one stream. */
  public void limitLiveReaders(int perStream) {
    tails.limit(perStream);
  }

  public BrowseStreams browse() {
    return browse;
  }

  public BrowseReaders readers() {
    return readers;
  }

  /** The jobs that operators start. */
  public Jobs jobs() {
    return jobs;
  }

  /** The numbers of all parts. */
  public List<MetricSource> metrics() {
    return metrics;
  }

  /** The streams as readers find them. */
  public StreamLookup lookup() {
    return lookup;
  }

  /**
   * Sets the callback that gets the changes of every commit, also of one whose outcome is unknown.
   * It runs on the lane and must return at once.
   */
  public void watchedBy(Consumer<List<StreamChange>> watcher) {
    sequencer.watchedBy(watcher);
  }

  /**
   * Applies a commit that another server decided, as if it had been decided here.
   *
   * @param at when it was decided
   * @param storing stores the changes, and throws when it did not
   */
  public void apply(List<StreamChange> changes, Instant at, Runnable storing) {
    sequencer.apply(changes, at, storing);
  }

  /** Takes over what other servers of a cluster admitted, before this one decides. */
  public void takeOver() {
    streams.measureAnew();
    storage.measureAnew();
  }

  /** Ends all live reads in order: readers come again. */
  public void disconnectLiveReaders() {
    tails.disconnectAll();
  }

  /** Objects that become garbage after that instant are kept, for backups that refer to them. */
  public void keepGarbageAfter(Supplier<Instant> instant) {
    background.coldTier().keepAfter(instant);
  }

  /** Notifies all live readers that the server is stopping. */
  public void endLiveReaders() {
    tails.close();
  }

  @Override
  public void close() {
    endLiveReaders();
    jobs.close();
    background.close();
    sequencer.close();
    readAhead.shutdownNow();
  }
}
