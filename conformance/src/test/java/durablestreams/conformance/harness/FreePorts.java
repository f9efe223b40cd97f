package durablestreams.conformance.harness;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Free ports below the range from which outgoing connections take theirs, so that none of them can
 * take one before a server listens there. Each is given once, with the next one free for an admin
 * listener: a server that starts slowly must not find another one on its port.
 */
public final class FreePorts {

  private static final int FIRST = 20_000;
  private static final int PAIRS = 6_000;

  /** Each process goes around from a place of its own. */
  private static final AtomicInteger NEXT =
      new AtomicInteger(ThreadLocalRandom.current().nextInt(PAIRS));

  private FreePorts() {}

  public static int next() {
    for (int tries = 0; tries < 1_000; tries++) {
      int port = FIRST + 2 * Math.floorMod(NEXT.getAndIncrement(), PAIRS);
      if (isFree(port) && isFree(port + 1)) {
        return port;
      }
    }
    throw new IllegalStateException(
        "no free port between %d and %d".formatted(FIRST, FIRST + 2 * PAIRS));
  }

  private static boolean isFree(int port) {
    try (var probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return probe.isBound();
    } catch (IOException e) {
      return false;
    }
  }
}
