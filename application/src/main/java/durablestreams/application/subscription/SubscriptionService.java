package durablestreams.application.subscription;

import durablestreams.application.background.BackgroundLoop;
import durablestreams.application.subscription.lease.WorkerLeases;
import durablestreams.application.subscription.manage.ManageSubscriptions;
import durablestreams.application.subscription.manage.Scopes;
import durablestreams.application.subscription.sequencer.StreamEnds;
import durablestreams.application.subscription.sequencer.SubscriptionLimits;
import durablestreams.application.subscription.sequencer.SubscriptionPorts;
import durablestreams.application.subscription.sequencer.SubscriptionSequencer;
import durablestreams.application.subscription.sequencer.SubscriptionTable;
import durablestreams.application.subscription.wake.Announcements;
import durablestreams.application.subscription.wake.WakeOperations;
import durablestreams.application.subscription.wake.WakeSnapshots;
import durablestreams.application.subscription.wake.Waker;
import durablestreams.domain.change.StreamChange;
import durablestreams.domain.subscription.Subscription;
import durablestreams.domain.subscription.WakeState;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;

/** Assembly of subscriptions: use cases, sequencer and background work. */
public final class SubscriptionService implements AutoCloseable {

  /** How long generations of deleted subscriptions are remembered: longer than any token lasts. */
  private static final Duration TOMBSTONES = Duration.ofDays(30);

  private static final Duration TIDY = Duration.ofHours(1);

  /** Between two looks at whether grants have changed. */
  private static final Duration REFRESH = Duration.ofSeconds(2);

  private static final int WAKE_ID_BYTES = 16;

  private final SubscriptionPorts ports;
  private final SubscriptionTable table;
  private final SubscriptionSequencer sequencer;
  private final Announcements announcements;
  private final Waker waker;
  private final ManageSubscriptions manage;
  private final WorkerLeases leases;
  private final Scopes scopes;
  private final BackgroundLoop tidying;
  private final BackgroundLoop refreshing;

  public SubscriptionService(SubscriptionPorts ports, SubscriptionLimits limits) {
    this.ports = ports;
    this.table = new SubscriptionTable(ports.store(), limits, ports.clock());
    StreamEnds ends = new StreamEnds(ports.streams());
    WakeSnapshots snapshots = new WakeSnapshots(ports.store(), table, ends);
    WakeOperations operations = new WakeOperations(table, limits);
    this.sequencer =
        new SubscriptionSequencer(
            ports, table, ends, this::newWakeId, this::signal, this::lookAtAll);
    this.announcements =
        new Announcements(ports, sequencer, operations, table, snapshots, this::signal);
    this.waker = new Waker(ports, table, sequencer, operations, announcements, ends);
    this.manage = new ManageSubscriptions(ports, limits, table, sequencer, ends, waker);
    this.leases = new WorkerLeases(ports, sequencer, snapshots, waker::settle);
    this.scopes = new Scopes(ports.policy(), table, sequencer, waker::lookAtAll);
    this.refreshing =
        new BackgroundLoop("subscription-scopes", REFRESH, ports.leadership(), this::refresh);
    this.tidying =
        new BackgroundLoop("subscription-tombstones", TIDY, ports.leadership(), this::forget);
  }

  private void signal() {
    waker.signal();
  }

  private void lookAtAll() {
    waker.lookAtAll();
  }

  private String newWakeId() {
    byte[] bytes = new byte[WAKE_ID_BYTES];
    ports.random().nextBytes(bytes);
    return "w_" + HexFormat.of().formatHex(bytes);
  }

  private boolean forget() {
    sequencer.forgetDeleted(ports.clock().instant().minus(TOMBSTONES));
    return false;
  }

  private boolean refresh() {
    scopes.refresh();
    return false;
  }

  /** Starts the background work; nothing wakes for streams that are not granted any more. */
  public SubscriptionService start() {
    sequencer.start();
    if (ports.leadership().held()) {
      scopes.refresh();
    }
    refreshing.start();
    waker.start();
    tidying.start();
    return this;
  }

  /** Takes over what other servers decided, before this one decides. */
  public void takeOver() {
    sequencer.reload();
    scopes.expire();
    waker.lookAtAll();
  }

  /** Takes the changes of a commit of streams; it returns at once. */
  public void committed(List<StreamChange> changes) {
    waker.committed(changes);
  }

  public ManageSubscriptions manage() {
    return manage;
  }

  public WorkerLeases leases() {
    return leases;
  }

  /** Name of the key that webhooks are signed with now. */
  public String activeKeyId() {
    return ports.keys().activeKeyId();
  }

  /** The public signing keys as a JWK Set. */
  public String jwks() {
    return ports.keys().jwks();
  }

  /** URL of the control paths as workers see it, without a slash at its end. */
  public String controlUrl() {
    return ports.controlUrl().get();
  }

  /** Whether the last announcement of the subscription failed. */
  public boolean failing(Subscription subscription) {
    return announcements.failing(subscription);
  }

  public SubscriptionStatus status() {
    int waking = 0;
    int failing = 0;
    int leased = 0;
    for (Subscription subscription : table.all()) {
      waking += subscription.state() instanceof WakeState.Waking ? 1 : 0;
      failing += failing(subscription) ? 1 : 0;
      leased += subscription.state() instanceof WakeState.Leased ? 1 : 0;
    }
    return new SubscriptionStatus(
        table.size(),
        waking,
        leased,
        failing,
        table.unacked().oldest(ports.clock().instant()).toMillis(),
        announcements.failures());
  }

  @Override
  public void close() {
    tidying.close();
    refreshing.close();
    waker.close();
    sequencer.close();
  }
}
