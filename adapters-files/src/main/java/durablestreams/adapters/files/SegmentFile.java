package durablestreams.adapters.files;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * The format of a file in the archive: the bytes of the object, unchanged and from the first byte
 * on, and after them a trailer with its description.
 *
 * <pre>
 *   object bytes
 *   entries         for each entry: 2 bytes length and name, 2 bytes length and value, in UTF-8
 *   length          4 bytes, of the entries
 *   object size     8 bytes
 *   checksum        4 bytes, CRC32C of entries, length and object size
 *   mark            8 bytes, "dsobject"
 * </pre>
 *
 * <p>Numbers are unsigned and big-endian. Object and description share one file because one rename
 * then replaces both: no crash can pair an object with the description of another, and a truncated
 * file is detected by its missing end.
 */
final class SegmentFile {

  /** Where the object ends, and where its entries do. */
  record Layout(long objectSize, int entriesLength) {}

  /** A file that this format did not write, or that lost its end. */
  static final class DamagedFileException extends IOException {
    private static final long serialVersionUID = 1;

    DamagedFileException(String message) {
      super(message);
    }
  }

  private static final byte[] MARK = "dsobject".getBytes(StandardCharsets.US_ASCII);
  private static final int END_BYTES = 4 + 8 + 4 + MARK.length;

  /** Larger reads would each keep a buffer of their size outside the heap. */
  private static final int READ_BYTES = 256 * 1024;

  private SegmentFile() {}

  /** The trailer of an object. */
  static byte[] trailer(long objectSize, Map<String, String> description) {
    byte[][] texts = new byte[description.size() * 2][];
    int length = 0;
    int next = 0;
    for (Map.Entry<String, String> entry : description.entrySet()) {
      texts[next++] = entry.getKey().getBytes(StandardCharsets.UTF_8);
      texts[next++] = entry.getValue().getBytes(StandardCharsets.UTF_8);
    }
    for (byte[] text : texts) {
      length += Short.BYTES + text.length;
    }
    ByteBuffer trailer = ByteBuffer.allocate(length + END_BYTES);
    for (byte[] text : texts) {
      trailer.putShort((short) text.length).put(text);
    }
    trailer.putInt(length).putLong(objectSize);
    trailer.putInt(checksum(trailer.array(), trailer.position())).put(MARK);
    return trailer.array();
  }

  /** Reads where the parts of a file are; checks the end of it, not the object. */
  static Layout layout(FileChannel file) throws IOException {
    long fileSize = file.size();
    if (fileSize < END_BYTES) {
      throw new DamagedFileException("it has no trailer");
    }
    ByteBuffer end = ByteBuffer.wrap(read(file, fileSize - END_BYTES, END_BYTES));
    int entriesLength = end.getInt();
    long objectSize = end.getLong();
    byte[] mark = Arrays.copyOfRange(end.array(), END_BYTES - MARK.length, END_BYTES);
    if (!Arrays.equals(mark, MARK)
        || entriesLength < 0
        || objectSize < 0
        || objectSize != fileSize - entriesLength - END_BYTES) {
      throw new DamagedFileException("it has no trailer");
    }
    return new Layout(objectSize, entriesLength);
  }

  static Map<String, String> description(FileChannel file, Layout layout) throws IOException {
    byte[] trailer = read(file, layout.objectSize(), layout.entriesLength() + END_BYTES);
    int checked = layout.entriesLength() + Integer.BYTES + Long.BYTES;
    ByteBuffer in = ByteBuffer.wrap(trailer);
    if (in.getInt(checked) != checksum(trailer, checked)) {
      throw new DamagedFileException("the checksum of its description is wrong");
    }
    Map<String, String> description = new HashMap<>();
    while (in.position() < layout.entriesLength()) {
      String name = text(in);
      description.put(name, text(in));
    }
    return Map.copyOf(description);
  }

  private static String text(ByteBuffer in) {
    byte[] bytes = new byte[in.getShort() & 0xffff];
    in.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** Exactly {@code length} bytes, wherever other readers of the channel are. */
  static byte[] read(FileChannel file, long from, int length) throws IOException {
    byte[] bytes = new byte[length];
    int at = 0;
    while (at < length) {
      ByteBuffer into = ByteBuffer.wrap(bytes, at, Math.min(READ_BYTES, length - at));
      int count = file.read(into, from + at);
      if (count < 0) {
        throw new EOFException("it ends at byte " + (from + at));
      }
      at += count;
    }
    return bytes;
  }

  private static int checksum(byte[] bytes, int length) {
    CRC32C checksum = new CRC32C();
    checksum.update(bytes, 0, length);
    return (int) checksum.getValue();
  }
}
