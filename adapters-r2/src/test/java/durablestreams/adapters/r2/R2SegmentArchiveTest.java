package durablestreams.adapters.r2;

import durablestreams.application.contract.SegmentArchiveContract;
import durablestreams.application.port.SegmentArchive;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class R2SegmentArchiveTest extends SegmentArchiveContract {

  private static final AtomicInteger PREFIXES = new AtomicInteger();
  private static S3TestServer server;

  @BeforeAll
  static void start() {
    server = S3TestServer.started();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  /** The test server looks and writes in two steps, which S3 and R2 do not. */
  @Override
  protected boolean claimsAreAtomic() {
    return false;
  }

  @Override
  protected SegmentArchive openEmpty() {
    return new R2SegmentArchive(
        server.settings().withKeyPrefix("test-" + PREFIXES.incrementAndGet() + "/"), 3);
  }
}
