package durablestreams.conformance.harness;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Free ports below the range from which outgoing connections take theirs, so that none of them can
 * take one before a server listens there.
 */
public final class FreePorts {

  private FreePorts() {}

  public static int next() {
    for (int tries = 0; tries < 1_000; tries++) {
      int port = ThreadLocalRandom.current().nextInt(20_000, 32_000);
      try (var probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return probe.getLocalPort();
      } catch (IOException e) {
        // Taken; try another.
      }
    }
    throw new IllegalStateException("no free port between 20000 and 32000");
  }
}
