package durablestreams.adapters.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpenFilesTest {

  @TempDir private Path root;
  private final OpenFiles files = new OpenFiles(2);

  @BeforeEach
  void fourFiles() throws IOException {
    for (int i = 0; i < 4; i++) {
      Files.write(root.resolve("f" + i), SegmentFile.trailer(0, Map.of("number", "" + i)));
    }
  }

  @Test
  void theLeastRecentlyUsedIsClosed() throws IOException {
    FileChannel zero = channelOf(0);
    FileChannel one = channelOf(1);
    assertThat(channelOf(0)).isSameAs(zero);
    FileChannel two = channelOf(2);

    assertThat(one.isOpen()).isFalse();
    assertThat(zero.isOpen()).isTrue();
    assertThat(two.isOpen()).isTrue();
    assertThat(files.size()).isEqualTo(2);
    files.close();
    assertThat(zero.isOpen() || two.isOpen()).isFalse();
  }

  @Test
  void aFileInUseStaysOpenUntilItsLastUserLeaves() throws IOException {
    List<FileChannel> used = new ArrayList<>();
    files.with(
        path(0),
        (channel, layout) -> {
          used.add(channel);
          files.forget(path(0));
          assertThat(channel.isOpen()).isTrue();
          assertThat(channelOf(0)).isNotSameAs(channel);
          return channel.size();
        });
    assertThat(used.getFirst().isOpen()).isFalse();
    files.close();
  }

  @Test
  void aForgottenFileIsNotKept() throws IOException {
    files.with(
        path(0),
        (channel, layout) -> {
          files.forget(path(1));
          return channel.size();
        });
    assertThat(files.size()).isEqualTo(1);
    files.forget(path(0));
    assertThat(files.size()).isZero();
    files.close();
  }

  @Test
  void aFileThatIsNotThereIsEmpty() throws IOException {
    assertThat(files.with(root.resolve("none"), (channel, layout) -> channel)).isEmpty();
    assertThat(files.with(root, (channel, layout) -> channel)).isEmpty();
    assertThat(files.size()).isZero();
  }

  private Path path(int number) {
    return root.resolve("f" + number);
  }

  private FileChannel channelOf(int number) throws IOException {
    return files.with(path(number), (channel, layout) -> channel).orElseThrow();
  }
}
