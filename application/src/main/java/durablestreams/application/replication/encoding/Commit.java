package durablestreams.application.replication.encoding;

import durablestreams.domain.change.StreamChange;
import durablestreams.domain.subscription.SubscriptionChange;
import java.util.ArrayList;
import java.util.List;

/**
 * Changes that are committed together, as the commit log carries them.
 *
 * @param streams changes of streams, in order
 * @param subscriptions changes of subscriptions, in order
 */
public record Commit(List<StreamChange> streams, List<SubscriptionChange> subscriptions) {

  /** The version of this encoding: the first byte. */
  private static final int VERSION = 1;

  public static Commit ofStreams(List<StreamChange> changes) {
    return new Commit(changes, List.of());
  }

  public static Commit ofSubscriptions(List<SubscriptionChange> changes) {
    return new Commit(List.of(), changes);
  }

  public byte[] encode() {
    ByteOutput out = new ByteOutput();
    out.octet(VERSION);
    out.number(streams.size() + subscriptions.size());
    for (StreamChange change : streams) {
      StreamChanges.write(out, change);
    }
    for (SubscriptionChange change : subscriptions) {
      SubscriptionChanges.write(out, change);
    }
    return out.toByteArray();
  }

  /**
   * The inverse of {@link #encode}.
   *
   * @throws DamagedRecordException when these are not the bytes of a commit
   * @throws UnknownRecordException when it has changes that are not known here
   */
  public static Commit decode(byte[] bytes) {
    ByteInput in = new ByteInput(bytes);
    int version = in.octet();
    if (version != VERSION) {
      throw StreamValues.unknown("a commit", version);
    }
    int count = in.count(1);
    List<StreamChange> streams = new ArrayList<>();
    List<SubscriptionChange> subscriptions = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        int kind = in.octet();
        if (kind < SubscriptionChanges.FIRST_KIND) {
          streams.add(StreamChanges.read(in, kind));
        } else {
          subscriptions.add(SubscriptionChanges.read(in, kind));
        }
      }
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new DamagedRecordException("a change in a record is not valid: " + e.getMessage());
    }
    in.atEnd();
    return new Commit(streams, subscriptions);
  }
}
