package zip;

import durablestreams.application.contract.SegmentArchiveContract;
import durablestreams.application.port.SegmentArchive;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class ZipSegmentArchiveTest extends SegmentArchiveContract {

  @TempDir private Path folder;

  @Override
  protected SegmentArchive openEmpty() {
    return new ZipSegmentArchive(folder);
  }
}
