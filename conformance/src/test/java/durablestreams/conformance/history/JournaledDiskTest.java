package durablestreams.conformance.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournaledDiskTest {
  @TempDir private Path home;
  private Path data;
  private final ByteArrayOutputStream journal = new ByteArrayOutputStream();

  @BeforeEach
  void makeFolder() throws IOException {
    data = Files.createDirectory(home.resolve("data"));
  }

  @Test
  void whatNoFsyncForcedIsUndone() throws IOException {
    record('C', "a", 0, "");
    record('W', "a", 0, "forced ");
    sync("a", 1);
    record('W', "a", 7, "not forced");
    cut(Long.MAX_VALUE);
    assertThat(data.resolve("a")).hasContent("forced ");
  }

  @Test
  void aWriteDuringAnFsyncIsNotForcedByIt() throws IOException {
    record('C', "a", 0, "");
    record('W', "a", 0, "before ");
    record('B', "a", 1, "");
    record('W', "a", 7, "during");
    record('E', "a", 1, "");
    cut(Long.MAX_VALUE);
    assertThat(data.resolve("a")).hasContent("before ");
  }

  @Test
  void anFsyncThatDidNotEndForcesNothing() throws IOException {
    record('C', "a", 0, "");
    sync("a", 1);
    record('W', "a", 0, "bytes");
    record('B', "a", 2, "");
    cut(Long.MAX_VALUE);
    assertThat(data.resolve("a")).isEmptyFile();
  }

  @Test
  void aNameIsMovedWhenItsFolderIsForced() throws IOException {
    for (String name : new String[] {"a", "b"}) {
      record('C', name, 0, "");
      record('W', name, 0, name);
      sync(name, name.charAt(0));
    }
    record('R', "a", 0, data.resolve("moved").toString());
    record('B', "", 3, "");
    record('E', "", 3, "");
    record('R', "b", 0, data.resolve("lost").toString());
    cut(Long.MAX_VALUE);
    assertThat(data.resolve("moved")).hasContent("a");
    assertThat(data.resolve("b")).hasContent("b");
    assertThat(data.resolve("lost")).doesNotExist();
  }

  @Test
  void aDiskThatLiesKeepsWhatItForcedBefore() throws IOException {
    record('C', "a", 0, "");
    record('W', "a", 0, "true ");
    sync("a", 1);
    record('W', "a", 5, "lie");
    sync("a", 2);
    cut(1);
    assertThat(data.resolve("a")).hasContent("true ");
  }

  private void sync(String name, long number) throws IOException {
    record('B', name, number, "");
    record('E', name, number, "");
  }

  private void record(char kind, String name, long number, String bytes) throws IOException {
    byte[] path =
        (name.isEmpty() ? data : data.resolve(name)).toString().getBytes(StandardCharsets.UTF_8);
    byte[] content = bytes.getBytes(StandardCharsets.UTF_8);
    journal.write(
        ByteBuffer.allocate(15 + path.length + content.length)
            .order(ByteOrder.LITTLE_ENDIAN)
            .put((byte) kind)
            .putShort((short) path.length)
            .put(path)
            .putLong(number)
            .putInt(content.length)
            .put(content)
            .array());
  }

  private void cut(long honestSyncs) throws IOException {
    var disk = JournaledDisk.of(data);
    disk.lieAfter(honestSyncs);
    disk.replay(Files.write(home.resolve("journal"), journal.toByteArray()));
    disk.cutInto(data, new Random(0), false);
  }
}
