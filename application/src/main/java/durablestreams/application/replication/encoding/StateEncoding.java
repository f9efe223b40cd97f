package durablestreams.application.replication.encoding;

import durablestreams.application.port.StoredStream;
import durablestreams.domain.producer.ProducerState;
import durablestreams.domain.segment.SealedSegment;
import durablestreams.domain.segment.StoredObject;
import durablestreams.domain.subscription.StreamLink;
import durablestreams.domain.subscription.Subscription;
import durablestreams.domain.subscription.SubscriptionChange;
import durablestreams.domain.subscription.SubscriptionId;
import java.util.TreeMap;

/** Encoding of the state of a replica, the same at all replicas that have applied the same. */
public final class StateEncoding {

  private StateEncoding() {}

  public static byte[] stream(StoredStream stream) {
    ByteOutput out = new ByteOutput();
    StreamValues.state(out, stream.state());
    out.number(stream.producers().size());
    new TreeMap<>(stream.producers())
        .forEach((id, producer) -> {
          out.text(id);
          producer(out, producer);
        });
    return out.toByteArray();
  }

  private static void producer(ByteOutput out, ProducerState producer) {
    out.number(producer.epoch());
    out.number(producer.lastSeq());
    out.number(producer.usedMillis());
  }

  public static byte[] segment(SealedSegment segment) {
    ByteOutput out = new ByteOutput();
    SegmentValues.segment(out, segment);
    return out.toByteArray();
  }

  public static byte[] object(StoredObject object) {
    ByteOutput out = new ByteOutput();
    SegmentValues.object(out, object);
    return out.toByteArray();
  }

  public static byte[] subscription(Subscription subscription) {
    return change(new SubscriptionChange.Saved(subscription));
  }

  public static byte[] link(SubscriptionId id, StreamLink link) {
    return change(new SubscriptionChange.Linked(id, link, false));
  }

  private static byte[] change(SubscriptionChange change) {
    ByteOutput out = new ByteOutput();
    SubscriptionChanges.write(out, change);
    return out.toByteArray();
  }
}
