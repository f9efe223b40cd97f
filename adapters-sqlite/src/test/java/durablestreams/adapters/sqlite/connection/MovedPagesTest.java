package durablestreams.adapters.sqlite.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Collection of changed pages from logs that are written here, frame by frame. */
class MovedPagesTest {

  private static final int PAGE = 512;

  /** More frames than a log has: what was moved ends with what was read. */
  private static final long MANY = 1L << 40;

  @TempDir private Path folder;
  private Path log;
  private Connection reader;
  private MovedPages moved;

  @BeforeEach
  void open() throws SQLException {
    Path file = folder.resolve("a.db");
    try (Connection writer = Connections.writer(file);
        Statement statement = writer.createStatement()) {
      statement.execute("CREATE TABLE meta (name TEXT)");
    }
    reader = Connections.keeper(file);
    log = folder.resolve("a.log");
    moved = new MovedPages(log);
  }

  @AfterEach
  void close() throws SQLException {
    reader.close();
  }

  /** Writes frames of these pages from one on, each with a checksum of its own. */
  private void frames(int from, long salts, int checksum, int... pages) {
    try (FileChannel channel =
        FileChannel.open(log, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.allocate(32).putInt(8, PAGE).putLong(16, salts), 0);
      for (int i = 0; i < pages.length; i++) {
        ByteBuffer frame = ByteBuffer.allocate(24 + PAGE);
        frame.putInt(0, pages[i]).putLong(8, salts).putInt(16, checksum + i);
        channel.write(frame, 32 + (long) (from + i) * (24 + PAGE));
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** A checkpoint of one pass after another, which do what is asked for. */
  private void checkpoint(Runnable... passes) throws SQLException, IOException {
    Deque<Runnable> left = new ArrayDeque<>(List.of(passes));
    moved.move(
        last -> last.run(),
        reader,
        () -> {
          left.removeFirst().run();
          return left.size() > 1 ? MANY - left.size() * (CheckpointPasses.LITTLE + 1) : 0;
        },
        () -> {
          left.removeFirst().run();
          return 0;
        });
    assertThat(left).isEmpty();
  }

  private static BitSet pages(int... numbers) {
    BitSet pages = new BitSet();
    IntStream.of(numbers).forEach(pages::set);
    return pages;
  }

  @Test
  void pagesOfAllPassesAreCollected() throws Exception {
    frames(0, 7, 100, 3, 4, 3);
    checkpoint(() -> frames(3, 7, 200, 5), () -> frames(4, 7, 300, 6), () -> {});
    assertThat(moved.take()).isEqualTo(pages(3, 4, 5, 6));
    assertThat(moved.take().isEmpty()).isTrue();
  }

  @Test
  void framesThatTakeThePlaceOfOthersAreCollected() throws Exception {
    frames(0, 7, 100, 3, 4, 5);
    checkpoint(() -> frames(1, 7, 200, 8, 9), () -> {});
    assertThat(moved.take()).isEqualTo(pages(3, 4, 5, 8, 9));
  }

  /** The first two are commits, the others of a commit that failed when the disk was full. */
  @Test
  void framesThatTakeThePlaceOfTheFirstOfAFailedCommitAreCollected() throws Exception {
    frames(0, 7, 100, 3, 4, 5, 6, 7, 8);
    moved.move(
        last -> last.run(),
        reader,
        () -> {
          frames(2, 7, 200, 20, 21);
          return 2;
        },
        () -> 0);
    assertThat(moved.take()).isEqualTo(pages(3, 4, 5, 6, 7, 8, 20, 21));
  }

  @Test
  void framesOfALogThatStartedOverAreCollected() throws Exception {
    frames(0, 7, 100, 3, 4, 5, 6);
    checkpoint(() -> frames(0, 8, 200, 10, 11), () -> {});
    assertThat(moved.take()).isEqualTo(pages(3, 4, 5, 6, 10, 11));
  }

  @Test
  void commitsWaitForTheLastPassOnly() throws Exception {
    frames(0, 7, 100, 3, 4);
    int[] alone = new int[1];
    moved.move(
        last -> {
          alone[0]++;
          last.run();
        },
        reader,
        () -> {
          assertThat(alone[0]).isZero();
          return 0;
        },
        () -> 0);
    assertThat(alone[0]).isEqualTo(1);
    assertThat(moved.take()).isEqualTo(pages(3, 4));
  }
}
