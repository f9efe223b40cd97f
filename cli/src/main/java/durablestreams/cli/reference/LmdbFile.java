package durablestreams.cli.reference;

import durablestreams.cli.base.CliException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * Reader of the main table of an LMDB file in data format 2, which is that of the npm package lmdb.
 * Nothing may write the file meanwhile.
 */
final class LmdbFile implements AutoCloseable {
  private static final int MAGIC = 0xBEEFC0DE;
  private static final int FORMAT = 2;
  private static final int HEADER = 24;
  private static final int LEAF = 2;
  private static final int BRANCH = 1;
  private static final int OVERFLOW = 1;
  private static final int DEEPEST = 32;

  /** Within the meta page, after the header of the page. */
  private static final int PAGE_SIZE_AT = HEADER + 24;

  private static final int ROOT_AT = HEADER + 24 + 48 + 40;
  private static final int TRANSACTION_AT = HEADER + 24 + 96 + 8;
  private static final int SMALLEST_PAGE = 256;
  private static final int LARGEST_PAGE = 1 << 16;

  private final Path path;
  private final FileChannel channel;
  private final int pageSize;
  private final long root;

  /** Receiver of entries in the order of their keys. */
  @FunctionalInterface
  interface Entries {
    void entry(byte[] key, byte[] value) throws IOException;
  }

  LmdbFile(Path path) throws IOException {
    this.path = path;
    this.channel = FileChannel.open(path, StandardOpenOption.READ);
    ByteBuffer first = read(0, SMALLEST_PAGE);
    if (first.getInt(HEADER) != MAGIC || first.getInt(HEADER + 4) != FORMAT) {
      channel.close();
      throw unreadable("it is not an LMDB file of data format 2");
    }
    this.pageSize = first.getInt(PAGE_SIZE_AT);
    if (pageSize < SMALLEST_PAGE || pageSize > LARGEST_PAGE) {
      channel.close();
      throw unreadable("it has no valid page size");
    }
    ByteBuffer second = read(pageSize, SMALLEST_PAGE);
    boolean firstIsLater = first.getLong(TRANSACTION_AT) > second.getLong(TRANSACTION_AT);
    this.root = (firstIsLater ? first : second).getLong(ROOT_AT);
  }

  /** Hands over all entries. */
  void entries(Entries entries) throws IOException {
    if (root >= 0) {
      walk(root, entries, 0);
    }
  }

  private void walk(long number, Entries entries, int depth) throws IOException {
    ByteBuffer page = read(number * pageSize, pageSize);
    int flags = page.getShort(18) & 0xFFFF;
    int nodes = (page.getShort(20) & 0xFFFF) / 2;
    if ((flags & (LEAF | BRANCH)) == 0 || depth > DEEPEST || nodes * 2 + HEADER > pageSize) {
      throw unreadable("page %d is none of a table".formatted(number));
    }
    for (int i = 0; i < nodes; i++) {
      int at = HEADER + (page.getShort(HEADER + 2 * i) & 0xFFFF);
      long size = (page.getShort(at) & 0xFFFFL) | (page.getShort(at + 2) & 0xFFFFL) << 16;
      int nodeFlags = page.getShort(at + 4) & 0xFFFF;
      int keySize = page.getShort(at + 6) & 0xFFFF;
      if ((flags & BRANCH) != 0) {
        walk(size | (long) nodeFlags << 32, entries, depth + 1);
        continue;
      }
      byte[] key = bytes(page, at + 8, keySize);
      byte[] value =
          (nodeFlags & OVERFLOW) != 0
              ? overflow(page.getLong(at + 8 + keySize), (int) size)
              : bytes(page, at + 8 + keySize, (int) size);
      entries.entry(key, value);
    }
  }

  private byte[] overflow(long number, int size) throws IOException {
    return bytes(read(number * pageSize, HEADER + size), HEADER, size);
  }

  private static byte[] bytes(ByteBuffer from, int at, int length) {
    return Arrays.copyOfRange(from.array(), at, at + length);
  }

  private ByteBuffer read(long at, int length) throws IOException {
    if (at < 0 || at + length > channel.size()) {
      throw unreadable("it ends too early");
    }
    ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining() && channel.read(bytes, at + bytes.position()) >= 0) {
      // Until all is there.
    }
    return bytes;
  }

  private CliException unreadable(String reason) {
    return CliException.failed("bad_folder", "%s cannot be read: %s".formatted(path, reason));
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
