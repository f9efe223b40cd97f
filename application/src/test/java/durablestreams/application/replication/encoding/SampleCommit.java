package durablestreams.application.replication.encoding;

import durablestreams.domain.change.StreamChange;
import durablestreams.domain.message.JoinedMessages;
import durablestreams.domain.message.MessageBatch;
import durablestreams.domain.offset.Offset;
import durablestreams.domain.producer.ProducerStamp;
import durablestreams.domain.segment.FrameIndex;
import durablestreams.domain.segment.SealedSegment;
import durablestreams.domain.segment.StoredObject;
import durablestreams.domain.stream.Closure;
import durablestreams.domain.stream.ContentType;
import durablestreams.domain.stream.Expiry;
import durablestreams.domain.stream.Front;
import durablestreams.domain.stream.LifecycleEvent;
import durablestreams.domain.stream.Lineage;
import durablestreams.domain.stream.Origin;
import durablestreams.domain.stream.StreamKey;
import durablestreams.domain.stream.StreamPath;
import durablestreams.domain.stream.StreamSeq;
import durablestreams.domain.stream.StreamState;
import durablestreams.domain.stream.Tail;
import durablestreams.domain.subscription.Delivery;
import durablestreams.domain.subscription.PathGlob;
import durablestreams.domain.subscription.StreamLink;
import durablestreams.domain.subscription.StreamScope;
import durablestreams.domain.subscription.Subscription;
import durablestreams.domain.subscription.SubscriptionChange;
import durablestreams.domain.subscription.SubscriptionConfig;
import durablestreams.domain.subscription.SubscriptionId;
import durablestreams.domain.subscription.WakeState;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** A commit with each kind of change, and each kind of value in one of them. */
final class SampleCommit {
  private static final StreamKey KEY = new StreamKey(7);
  private static final StreamPath PATH = new StreamPath("chats/ä/1");
  private static final Instant AT = Instant.parse("2026-01-02T03:04:05.678901234Z");
  private static final Offset OFFSET = new Offset(3, 300);
  private static final ProducerStamp STAMP = new ProducerStamp("p", 2, ProducerStamp.MAX_NUMBER);
  private static final Tail TAIL = new Tail(1_300, OFFSET, 3, 1_000, 4, 290);
  private static final Tail EMPTY = new Tail(0, Offset.START, 0, 0, 0, 0);
  private static final SealedSegment SEGMENT = new SealedSegment(KEY, 2, 500, 1_000, 9, 500);
  private static final StoredObject OBJECT =
      new StoredObject(
          KEY,
          "objects/7/2",
          1,
          2,
          100,
          1_000,
          936,
          0xcafe_babe,
          new FrameIndex(
              new long[] {100, 600}, new long[] {0, 512}, new int[] {1, -1}, 1_000, 936));
  private static final List<String> NAMES = List.of("objects/7/0", "objects/7/1");

  private SampleCommit() {}

  static Commit commit() {
    return new Commit(streams(), subscriptions());
  }

  private static List<StreamChange> streams() {
    return List.of(
        new StreamChange.Created(root(new Expiry.Sliding(60), Closure.open(), EMPTY), "tenant"),
        new StreamChange.Created(root(Expiry.never(), Closure.closed(), EMPTY)),
        new StreamChange.Created(fork(), ""),
        new StreamChange.Appended(
            KEY, 0, MessageBatch.ofBytes(bytes("octets")), TAIL, null, StreamSeq.NONE, AT),
        new StreamChange.Appended(
            KEY, 6, json("1", "\"two\""), TAIL, STAMP, new StreamSeq("0042"), AT),
        new StreamChange.Closed(KEY, new Closure.ClosedBy(STAMP), STAMP, AT),
        new StreamChange.ProducersForgotten(KEY, AT),
        new StreamChange.SegmentSealed(SEGMENT),
        new StreamChange.SegmentsSkipped(KEY, 9),
        new StreamChange.SegmentsOffloaded(OBJECT),
        new StreamChange.ObjectsCompacted(OBJECT, List.of(OBJECT, OBJECT)),
        new StreamChange.Restored(
            root(Expiry.never(), Closure.open(), TAIL), List.of(SEGMENT), List.of(OBJECT)),
        new StreamChange.ObjectsMarkedGarbage(NAMES),
        new StreamChange.ObjectsScheduled(NAMES, AT),
        new StreamChange.ObjectsReclaimed(NAMES),
        new StreamChange.FrontTrimmed(KEY, new Front(500, new Offset(1, 500))),
        new StreamChange.SoftDeleted(KEY),
        new StreamChange.Purged(KEY),
        new StreamChange.DeadlineMoved(KEY, Expiry.NEVER_ENDS),
        new StreamChange.EventQueued(new LifecycleEvent.StreamCreated(PATH, ContentType.JSON, AT)),
        new StreamChange.EventQueued(new LifecycleEvent.StreamDeleted(PATH)),
        new StreamChange.AnnouncementsDelivered(1_234_567));
  }

  private static StreamState root(Expiry expiry, Closure closure, Tail tail) {
    return new StreamState(
        KEY,
        PATH,
        ContentType.JSON,
        expiry,
        AT,
        Origin.ROOT,
        Lineage.ofRoot(KEY),
        tail,
        closure,
        StreamSeq.NONE,
        2,
        AT,
        false);
  }

  private static StreamState fork() {
    StreamKey fork = new StreamKey(8);
    return new StreamState(
        fork,
        new StreamPath("fork"),
        ContentType.OCTET_STREAM,
        new Expiry.At(AT),
        AT,
        new Origin.Fork(PATH, KEY, 300, OFFSET.asCut()),
        Lineage.ofRoot(KEY).forkedAt(fork, 300, 4),
        TAIL,
        new Closure.ClosedBy(STAMP),
        new StreamSeq("b"),
        0,
        AT,
        true);
  }

  private static List<SubscriptionChange> subscriptions() {
    SubscriptionId id = new SubscriptionId("agents");
    SubscriptionConfig webhook =
        new SubscriptionConfig(
            new Delivery.Webhook("https://example.com/wake"),
            PathGlob.of("chats/**"),
            Duration.ofSeconds(30),
            "wakes agents",
            "f1");
    SubscriptionConfig pull =
        new SubscriptionConfig(
            new Delivery.PullWake(new StreamPath("wakes")),
            null,
            Duration.ofMinutes(1),
            null,
            "f2");
    StreamScope scope = StreamScope.of(List.of(PathGlob.of("chats/*")), "grantee");
    return List.of(
        new SubscriptionChange.Saved(
            new Subscription(id, -5, webhook, AT, 6, scope, new WakeState.Idle(3))),
        new SubscriptionChange.Saved(
            new Subscription(
                id, 5, pull, AT, 6, StreamScope.ALL, new WakeState.Waking(4, "w", 2, Instant.MAX))),
        new SubscriptionChange.Saved(
            new Subscription(
                id, 5, pull, AT, 6, StreamScope.ALL, new WakeState.Leased(5, "w", "worker", AT))),
        new SubscriptionChange.Linked(id, new StreamLink(PATH, 7, OFFSET, true, false), true),
        new SubscriptionChange.Unlinked(id, PATH),
        new SubscriptionChange.Deleted(id, 9, AT),
        new SubscriptionChange.TombstonesForgotten(AT),
        new SubscriptionChange.KeysChanged("c2VhbGVk"));
  }

  private static MessageBatch json(String... messages) {
    byte[][] all = new byte[messages.length][];
    for (int i = 0; i < messages.length; i++) {
      all[i] = bytes(messages[i]);
    }
    return JoinedMessages.ofJson(all);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
