package durablestreams.benchmarks.load;

import durablestreams.benchmarks.measure.Latencies;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Record of appends and of the wakes that they have to cause: every append to a linked stream has
 * to be in a wake of each subscription that is linked to it, and in no other one.
 */
public final class WakeLedger {

  /** A stream in a wake or a claim, with its tail. */
  public record Pending(String path, String tail) {}

  private record Append(String path, String offset, long acknowledged) {}

  private static final class Account {
    private final Set<String> linked;
    private final Map<String, String> covered = new LinkedHashMap<>();
    private final List<Append> open = new ArrayList<>();
    private long idleSince = Long.MIN_VALUE;

    Account(Set<String> linked) {
      this.linked = linked;
    }
  }

  private final Map<String, Account> bySubscription = new LinkedHashMap<>();
  private final Map<String, List<Account>> byStream = new LinkedHashMap<>();
  private Latencies latency = new Latencies();
  private long wakes;
  private long wrong;

  /** Adds a subscription; all of them are added before the first append. */
  public void subscribe(String id, Set<String> streams) {
    Account account = new Account(streams);
    bySubscription.put(id, account);
    streams.forEach(path -> byStream.computeIfAbsent(path, p -> new ArrayList<>()).add(account));
  }

  /** Forgets what was measured so far, but not what is still to be woken for. */
  public synchronized void measureFromHere() {
    latency = new Latencies();
    wakes = 0;
  }

  /** An append was acknowledged at that time. */
  public synchronized void appended(String path, String offset, long at) {
    for (Account account : byStream.getOrDefault(path, List.of())) {
      if (account.covered.getOrDefault(path, "").compareTo(offset) < 0) {
        account.open.add(new Append(path, offset, at));
      }
    }
  }

  /**
   * A wake became visible. Its latency runs from the acknowledgement of the oldest append that no
   * wake has covered, or from the end of the work before it.
   */
  public synchronized void woken(String id, long at) {
    Account account = bySubscription.get(id);
    if (account == null) {
      wrong++;
      return;
    }
    wakes++;
    if (!account.open.isEmpty()) {
      latency.record(at - Math.max(account.open.getFirst().acknowledged(), account.idleSince));
    }
  }

  /**
   * A worker has taken over what is pending; a stream that is not linked or has no news is wrong.
   */
  public synchronized void taken(String id, List<Pending> streams) {
    Account account = bySubscription.get(id);
    if (account == null || streams.isEmpty()) {
      wrong++;
      return;
    }
    for (Pending stream : streams) {
      String covered = account.covered.getOrDefault(stream.path(), "");
      if (!account.linked.contains(stream.path()) || covered.compareTo(stream.tail()) >= 0) {
        wrong++;
      }
      account.covered.put(stream.path(), stream.tail());
    }
    Iterator<Append> appends = account.open.iterator();
    while (appends.hasNext()) {
      Append append = appends.next();
      if (account.covered.getOrDefault(append.path(), "").compareTo(append.offset()) >= 0) {
        appends.remove();
      }
    }
  }

  /** The worker has finished, so that the next wake may come. */
  public synchronized void done(String id, long at) {
    Account account = bySubscription.get(id);
    if (account != null) {
      account.idleSince = at;
    }
  }

  /** Appends that a subscription was not woken for, once for each subscription. */
  public synchronized long missing() {
    return bySubscription.values().stream().mapToLong(account -> account.open.size()).sum();
  }

  /** Streams in wakes that were not linked or had no news. */
  public synchronized long wrong() {
    return wrong;
  }

  public synchronized long wakes() {
    return wakes;
  }

  /** From the acknowledgement of an append to its wake. */
  public synchronized Latencies latency() {
    Latencies copy = new Latencies();
    copy.add(latency);
    return copy;
  }
}
