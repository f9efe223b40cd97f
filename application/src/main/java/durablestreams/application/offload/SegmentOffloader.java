package durablestreams.application.offload;

import durablestreams.application.background.BackgroundLoop;
import durablestreams.application.background.Leadership;
import durablestreams.application.offload.ownership.ArchiveOwnership;
import durablestreams.application.offload.upload.Throttle;
import durablestreams.application.port.DamagedDataException;
import durablestreams.application.port.MaintenanceQueue;
import durablestreams.application.port.MaintenanceQueue.PendingSegments;
import durablestreams.domain.segment.RunPlanner;
import durablestreams.domain.segment.SealedSegment;
import durablestreams.domain.stream.StreamKey;
import durablestreams.domain.stream.StreamState;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Background upload of sealed segments to the archive. Until an object is published, readers use
 * the hot rows.
 *
 * <p>While the archive is unavailable, segments stay pending: that costs disk space, not
 * availability.
 *
 * <p>Damaged rows are not uploaded, and do not delay the uploads of other streams.
 *
 * <p>Uploads are throttled: the smaller the backlog, the longer the pauses.
 */
public final class SegmentOffloader implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(SegmentOffloader.class.getName());

  private static final Duration INTERVAL = Duration.ofMillis(500);
  private static final int RUNS_LOOKED_AT = 512;

  private static final Throttle IDLE_THROTTLE = new Throttle(2, Duration.ofSeconds(1));

  /** Pause between two attempts to upload a stream whose rows are damaged. */
  private static final Duration DAMAGED_PAUSE = Duration.ofMinutes(10);

  /** Backlog in bytes from which uploads are not throttled. */
  private static final long UNTHROTTLED_BYTES = 1L << 30;

  private static final long UNTHROTTLED_MESSAGES = 4_000_000;

  private final MaintenanceQueue queue;
  private final Runnable reclaimSoon;
  private final ArchiveOwnership ownership;
  private final OffloadSettings settings;
  private final InstantSource clock;
  private final ArchiveMetrics metrics;
  private final RunUploader uploader;
  private final BackgroundLoop loop;
  private final Map<StreamKey, Instant> damagedUntil = new ConcurrentHashMap<>();
  private Map<StreamKey, Instant> waitingSince = new HashMap<>();

  SegmentOffloader(
      MaintenanceQueue queue,
      RunUploader uploader,
      Runnable reclaimSoon,
      ArchiveOwnership ownership,
      OffloadSettings settings,
      Leadership leadership,
      InstantSource clock,
      ArchiveMetrics metrics) {
    this.queue = queue;
    this.uploader = uploader;
    this.reclaimSoon = reclaimSoon;
    this.ownership = ownership;
    this.settings = settings;
    this.clock = clock;
    this.metrics = metrics;
    this.loop = new BackgroundLoop("segment-offloader", INTERVAL, leadership, this::offload);
  }

  void start() {
    loop.start();
  }

  void signal() {
    loop.signal();
  }

  String problem() {
    return loop.problem();
  }

  /** Uploads the runs that are due; returns whether more may be due now. */
  boolean offload() throws InterruptedException {
    List<List<SealedSegment>> runs = runs();
    List<List<SealedSegment>> due = due(runs);
    if (due.isEmpty()) {
      return false;
    }
    Outcomes outcomes = new Outcomes();
    try {
      uploader.upload(due, ownership.writer(), throttleFor(runs), outcomes);
    } finally {
      waitingSince.keySet().removeAll(outcomes.uploaded);
      reclaimSoon.run();
    }
    return true;
  }

  private final class Outcomes implements RunUploader.Listener {
    private final Set<StreamKey> uploaded = ConcurrentHashMap.newKeySet();

    @Override
    public void uploaded(StreamKey key) {
      uploaded.add(key);
    }

    @Override
    public void damaged(StreamState stream, DamagedDataException damage) {
      damagedUntil.put(stream.key(), clock.instant().plus(DAMAGED_PAUSE));
      LOG.log(
          Level.ERROR,
          "Stream " + stream.path().value() + " cannot be uploaded: " + damage.getMessage());
    }
  }

  /** The first runs of the streams that wait longest, without those that are damaged. */
  private List<List<SealedSegment>> runs() {
    Instant now = clock.instant();
    Instant latest = now.plus(DAMAGED_PAUSE);
    damagedUntil.values().removeIf(until -> !until.isAfter(now) || until.isAfter(latest));
    int maxSegments = OffloadSettings.MAX_SEGMENTS_PER_OBJECT;
    RunPlanner planner = new RunPlanner(settings.maxObjectBytes(), maxSegments);
    List<List<SealedSegment>> runs = new ArrayList<>();
    long after = 0;
    while (runs.size() < RUNS_LOOKED_AT) {
      int wanted = RUNS_LOOKED_AT - runs.size();
      List<PendingSegments> page = queue.pendingSegments(after, wanted, maxSegments);
      for (PendingSegments stream : page) {
        after = stream.turn();
        if (!damagedUntil.containsKey(stream.segments().getFirst().key())) {
          runs.add(planner.upload(stream.segments()));
        }
      }
      if (page.size() < wanted) {
        break;
      }
    }
    return runs;
  }

  static Throttle throttleFor(List<List<SealedSegment>> waiting) {
    long bytes = 0;
    long messages = 0;
    for (List<SealedSegment> run : waiting) {
      for (SealedSegment segment : run) {
        bytes += segment.payloadBytes();
        messages += segment.messages();
      }
    }
    double full =
        Math.max((double) bytes / UNTHROTTLED_BYTES, (double) messages / UNTHROTTLED_MESSAGES);
    return new Throttle(IDLE_THROTTLE.times() * Math.max(0, 1 - full), IDLE_THROTTLE.longest());
  }

  /**
   * Runs that are large enough, or have waited long enough for adjacent segments. If there are more
   * runs than one call returns, all are due, because the ones behind them wait for their turn.
   */
  private List<List<SealedSegment>> due(List<List<SealedSegment>> runs) {
    Instant now = clock.instant();
    boolean crowded = runs.size() == RUNS_LOOKED_AT;
    Map<StreamKey, Instant> since = new HashMap<>();
    List<List<SealedSegment>> due = new ArrayList<>();
    for (List<SealedSegment> run : runs) {
      StreamKey key = run.getFirst().key();
      Instant known = waitingSince.getOrDefault(key, now);
      // A later one is of a clock that was set back since.
      Instant first = known.isAfter(now) ? now : known;
      boolean large =
          run.size() >= OffloadSettings.MAX_SEGMENTS_PER_OBJECT
              || run.stream().mapToLong(SealedSegment::frameBytes).sum() * 2
                  >= settings.maxObjectBytes();
      if (crowded || large || !first.plus(settings.uploadDelay()).isAfter(now)) {
        due.add(run);
      }
      since.put(key, first);
    }
    waitingSince = since;
    metrics.waitingSince(since.values().stream().min(Comparator.naturalOrder()).orElse(null));
    return due;
  }

  /** Stops the work and waits for running uploads. */
  @Override
  public void close() {
    loop.close();
    uploader.close();
  }
}
