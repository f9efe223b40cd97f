package durablestreams.application.replication.encoding;

import durablestreams.domain.stream.StreamPath;
import durablestreams.domain.subscription.Delivery;
import durablestreams.domain.subscription.PathGlob;
import durablestreams.domain.subscription.StreamLink;
import durablestreams.domain.subscription.StreamScope;
import durablestreams.domain.subscription.Subscription;
import durablestreams.domain.subscription.SubscriptionChange;
import durablestreams.domain.subscription.SubscriptionConfig;
import durablestreams.domain.subscription.SubscriptionId;
import durablestreams.domain.subscription.WakeState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Encoding of a change of a subscription: a kind, and its values. */
final class SubscriptionChanges {

  /** Kinds of changes of subscriptions begin here. */
  static final int FIRST_KIND = StreamChanges.KINDS;

  private static final int SAVED = FIRST_KIND;
  private static final int LINKED = FIRST_KIND + 1;
  private static final int UNLINKED = FIRST_KIND + 2;
  private static final int DELETED = FIRST_KIND + 3;
  private static final int TOMBSTONES_FORGOTTEN = FIRST_KIND + 4;
  private static final int KEYS_CHANGED = FIRST_KIND + 5;

  private SubscriptionChanges() {}

  static void write(ByteOutput out, SubscriptionChange change) {
    switch (change) {
      case SubscriptionChange.Saved(Subscription subscription) -> {
        out.octet(SAVED);
        subscription(out, subscription);
      }
      case SubscriptionChange.Linked(SubscriptionId id, StreamLink link, boolean added) -> {
        out.octet(LINKED);
        out.text(id.value());
        out.text(link.path().value());
        out.number(link.streamKey());
        StreamValues.offset(out, link.acked());
        out.flag(link.explicit());
        out.flag(link.glob());
        out.flag(added);
      }
      case SubscriptionChange.Unlinked(SubscriptionId id, StreamPath path) -> {
        out.octet(UNLINKED);
        out.text(id.value());
        out.text(path.value());
      }
      case SubscriptionChange.Deleted deleted -> {
        out.octet(DELETED);
        out.text(deleted.id().value());
        out.number(deleted.generation());
        out.instant(deleted.at());
      }
      case SubscriptionChange.TombstonesForgotten(Instant before) -> {
        out.octet(TOMBSTONES_FORGOTTEN);
        out.instant(before);
      }
      case SubscriptionChange.KeysChanged(String sealed) -> {
        out.octet(KEYS_CHANGED);
        out.text(sealed);
      }
    }
  }

  static SubscriptionChange read(ByteInput in, int kind) {
    return switch (kind) {
      case SAVED -> new SubscriptionChange.Saved(subscription(in));
      case LINKED -> new SubscriptionChange.Linked(id(in), link(in), in.flag());
      case UNLINKED -> new SubscriptionChange.Unlinked(id(in), new StreamPath(in.text()));
      case DELETED -> new SubscriptionChange.Deleted(id(in), in.number(), in.instant());
      case TOMBSTONES_FORGOTTEN -> new SubscriptionChange.TombstonesForgotten(in.instant());
      case KEYS_CHANGED -> new SubscriptionChange.KeysChanged(in.text());
      default -> throw StreamValues.unknown("a change", kind);
    };
  }

  private static SubscriptionId id(ByteInput in) {
    return new SubscriptionId(in.text());
  }

  private static StreamLink link(ByteInput in) {
    return new StreamLink(
        new StreamPath(in.text()), in.number(), StreamValues.offset(in), in.flag(), in.flag());
  }

  private static void subscription(ByteOutput out, Subscription subscription) {
    out.text(subscription.id().value());
    out.fixed64(subscription.incarnation());
    config(out, subscription.config());
    out.instant(subscription.createdAt());
    out.number(subscription.streamsBefore());
    scope(out, subscription.scope());
    state(out, subscription.state());
  }

  private static Subscription subscription(ByteInput in) {
    return new Subscription(
        id(in), in.fixed64(), config(in), in.instant(), in.number(), scope(in), state(in));
  }

  private static void scope(ByteOutput out, StreamScope scope) {
    out.flag(scope.all());
    out.text(scope.grantee());
    out.number(scope.patterns().size());
    for (PathGlob pattern : scope.patterns()) {
      out.text(pattern.text());
    }
  }

  private static StreamScope scope(ByteInput in) {
    boolean all = in.flag();
    String grantee = in.text();
    int count = in.count(1);
    List<PathGlob> patterns = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      patterns.add(PathGlob.of(in.text()));
    }
    return new StreamScope(all, patterns, grantee);
  }

  private static void config(ByteOutput out, SubscriptionConfig config) {
    switch (config.delivery()) {
      case Delivery.Webhook(String url) -> {
        out.octet(0);
        out.text(url);
      }
      case Delivery.PullWake(StreamPath wakeStream) -> {
        out.octet(1);
        out.text(wakeStream.value());
      }
    }
    PathGlob pattern = config.pattern();
    out.optionalText(pattern == null ? null : pattern.text());
    out.number(config.lease().toMillis());
    out.optionalText(config.description());
    out.text(config.fingerprint());
  }

  private static SubscriptionConfig config(ByteInput in) {
    int kind = in.octet();
    Delivery delivery =
        switch (kind) {
          case 0 -> new Delivery.Webhook(in.text());
          case 1 -> new Delivery.PullWake(new StreamPath(in.text()));
          default -> throw StreamValues.unknown("a delivery", kind);
        };
    @Nullable String pattern = in.optionalText();
    return new SubscriptionConfig(
        delivery,
        pattern == null ? null : PathGlob.of(pattern),
        Duration.ofMillis(in.number()),
        in.optionalText(),
        in.text());
  }

  private static void state(ByteOutput out, WakeState state) {
    switch (state) {
      case WakeState.Idle(long generation) -> {
        out.octet(0);
        out.number(generation);
      }
      case WakeState.Waking waking -> {
        out.octet(1);
        out.number(waking.generation());
        out.text(waking.wakeId());
        out.number(waking.attempts());
        out.instant(waking.due());
      }
      case WakeState.Leased leased -> {
        out.octet(2);
        out.number(leased.generation());
        out.text(leased.wakeId());
        out.text(leased.holder());
        out.instant(leased.until());
      }
    }
  }

  private static WakeState state(ByteInput in) {
    int kind = in.octet();
    return switch (kind) {
      case 0 -> new WakeState.Idle(in.number());
      case 1 -> new WakeState.Waking(in.number(), in.text(), in.smallNumber(), in.instant());
      case 2 -> new WakeState.Leased(in.number(), in.text(), in.text(), in.instant());
      default -> throw StreamValues.unknown("a wake", kind);
    };
  }
}
