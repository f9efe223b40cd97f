package durablestreams.application.fault;

import durablestreams.application.port.replication.CommitLog;
import durablestreams.application.port.replication.LogAppend;
import durablestreams.application.port.replication.LogPlace;
import durablestreams.application.port.replication.LogRead;
import durablestreams.application.port.replication.LogUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Commit log whose calls fail now and then: acknowledgements are lost, records land late and in
 * another order, or twice, or not at all, and reads find no engine.
 */
public final class FaultyCommitLog implements CommitLog {

  /** Appends that are still under way, whose writers were told that they are unknown. */
  public static final class Network {
    private record Delayed(CommitLog log, byte[] record, long checksum, LogPlace end) {}

    private final ReentrantLock lock = new ReentrantLock();
    private final Random random;
    private final double rate;
    private final List<Delayed> delayed = new ArrayList<>();
    private boolean healed;

    /**
     * @param rate share of the calls that fail
     */
    public Network(Random random, double rate) {
      this.random = random;
      this.rate = rate;
    }

    /** Ends all faults; what is under way lands, or is lost. */
    public void heal() throws InterruptedException {
      lock.lock();
      try {
        healed = true;
        while (!delayed.isEmpty()) {
          deliverOne();
        }
      } finally {
        lock.unlock();
      }
    }

    private boolean fails() {
      return !healed && random.nextDouble() < rate;
    }

    private void deliverOne() throws InterruptedException {
      Delayed landing = delayed.remove(random.nextInt(delayed.size()));
      if (random.nextInt(8) != 0) {
        LogAppend ignored = landing.log.append(landing.record, landing.checksum, landing.end);
      }
    }
  }

  private final CommitLog log;
  private final Network network;

  public FaultyCommitLog(CommitLog log, Network network) {
    this.log = log;
    this.network = network;
  }

  @Override
  public LogAppend append(byte[] record, long checksum, LogPlace end) throws InterruptedException {
    network.lock.lock();
    try {
      if (!network.delayed.isEmpty() && network.random.nextInt(3) == 0) {
        network.deliverOne();
      }
      if (!network.fails()) {
        return log.append(record, checksum, end);
      }
      return switch (network.random.nextInt(4)) {
        case 0 -> new LogAppend.NotAppended("the connection was refused");
        case 1 -> {
          LogAppend ignored = log.append(record, checksum, end);
          yield new LogAppend.Unknown("the acknowledgement was lost");
        }
        case 2 -> {
          LogAppend ignored = log.append(record, checksum, end);
          network.delayed.add(new Network.Delayed(log, record, checksum, end));
          yield new LogAppend.Unknown(
              "the acknowledgement was lost, and the record was sent again");
        }
        default -> {
          network.delayed.add(new Network.Delayed(log, record, checksum, end));
          yield new LogAppend.Unknown("no acknowledgement came in time");
        }
      };
    } finally {
      network.lock.unlock();
    }
  }

  @Override
  public LogRead read(LogPlace after, int maxBytes, Duration wait) throws InterruptedException {
    network.lock.lock();
    try {
      if (network.fails()) {
        throw new LogUnavailableException("the connection was refused");
      }
      if (!network.delayed.isEmpty() && network.random.nextInt(3) == 0) {
        network.deliverOne();
      }
    } finally {
      network.lock.unlock();
    }
    return log.read(after, maxBytes, wait);
  }

  @Override
  public void trim(LogPlace before) throws InterruptedException {
    log.trim(before);
  }

  @Override
  public void clear() throws InterruptedException {
    log.clear();
  }

  @Override
  public int maxRecordBytes() {
    return log.maxRecordBytes();
  }

  @Override
  public void close() {
    log.close();
  }
}
