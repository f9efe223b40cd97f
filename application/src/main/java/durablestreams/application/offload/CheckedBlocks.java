package durablestreams.application.offload;

import durablestreams.application.port.ArchiveUnavailableException;
import durablestreams.application.port.SegmentArchive;
import durablestreams.domain.segment.FrameIndex.Block;
import durablestreams.domain.segment.StoredObject;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.zip.CRC32C;

/** Iterator over the blocks of objects, each verified against its checksum. */
final class CheckedBlocks implements Iterator<byte[]> {

  private final SegmentArchive archive;
  private final List<StoredObject> objects;
  private int object;
  private int block;

  CheckedBlocks(SegmentArchive archive, List<StoredObject> objects) {
    this.archive = archive;
    this.objects = objects;
  }

  @Override
  public boolean hasNext() {
    return object < objects.size();
  }

  /**
   * The next block.
   *
   * @throws ArchiveUnavailableException when an object is missing or damaged
   */
  @Override
  public byte[] next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
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
}
