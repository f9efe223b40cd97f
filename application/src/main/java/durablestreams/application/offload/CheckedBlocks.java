package durablestreams.application.offload;

import durablestreams.application.port.ArchiveUnavailableException;
import durablestreams.application.port.SegmentArchive;
import durablestreams.domain.segment.FrameIndex.Block;
import durablestreams.domain.segment.StoredObject;
import java.io.InputStream;
import java.util.List;
import java.util.zip.CRC32C;

/** The blocks of objects, in order, each checked against its checksum. */
final class CheckedBlocks {

  private static final byte[] END = new byte[0];

  private final SegmentArchive archive;
  private final List<StoredObject> objects;
  private int object;
  private int block;

  CheckedBlocks(SegmentArchive archive, List<StoredObject> objects) {
    this.archive = archive;
    this.objects = objects;
  }

  /**
   * The next block; an empty array after the last.
   *
   * @throws ArchiveUnavailableException when an object is missing or damaged
   */
  byte[] next() {
    if (object == objects.size()) {
      return END;
    }
    StoredObject from = objects.get(object);
    Block wanted = from.index().block(block);
    byte[] bytes =
        archive
            .read(from.name(), wanted.from(), wanted.length())
            .orElseThrow(
                () -> new ArchiveUnavailableException("object " + from.name() + " is missing"));
    CRC32C checksum = new CRC32C();
    checksum.update(bytes, 0, bytes.length);
    if ((int) checksum.getValue() != wanted.crc32c()) {
      throw new ArchiveUnavailableException(
          "block " + wanted.number() + " of " + from.name() + " is damaged: its checksum is wrong");
    }
    if (++block == from.index().blocks()) {
      object++;
      block = 0;
    }
    return bytes;
  }

  /** The same as a stream. */
  InputStream asStream() {
    return new InputStream() {
      private byte[] current = END;
      private int at;

      @Override
      public int read() {
        return more() ? current[at++] & 0xff : -1;
      }

      @Override
      public int read(byte[] target, int offset, int length) {
        if (length == 0) {
          return 0;
        }
        if (!more()) {
          return -1;
        }
        int count = Math.min(length, current.length - at);
        System.arraycopy(current, at, target, offset, count);
        at += count;
        return count;
      }

      private boolean more() {
        if (at == current.length) {
          current = next();
          at = 0;
        }
        return current.length > 0;
      }
    };
  }
}
