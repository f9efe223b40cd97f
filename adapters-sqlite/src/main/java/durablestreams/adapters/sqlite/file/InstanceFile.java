package durablestreams.adapters.sqlite.file;

import durablestreams.application.port.StoreFailedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;

/**
 * A small file beside the database that tells a copy of the data folder from the original: it holds
 * a text that changes with every claim on the archive, and the file system knows when it was
 * created, which a copy cannot take along.
 *
 * <p>Where the file system keeps no time of creation, only the text counts.
 */
public final class InstanceFile {

  /** Set as the time of the last change, so that it never passes for the time of creation. */
  private static final FileTime CHANGED = FileTime.fromMillis(0);

  private final Path file;

  public InstanceFile(Path file) {
    this.file = file;
  }

  /** The text that the file holds and when it was created; the file is made if there is none. */
  public String identity() {
    try {
      PrivateFiles.createFileIfMissing(file);
      Files.setLastModifiedTime(file, CHANGED);
      FileTime created = Files.readAttributes(file, BasicFileAttributes.class).creationTime();
      String born = created.equals(CHANGED) ? "-" : created.toInstant().toString();
      return Files.readString(file).strip() + " " + born;
    } catch (IOException e) {
      throw failed("read", e);
    }
  }

  /** The identity that the file will have once it holds {@code text}. */
  public String identityWith(String text) {
    String now = identity();
    return text + now.substring(now.lastIndexOf(' '));
  }

  /** Replaces the text in place: a new file would have another time of creation. */
  public void write(String text) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      byte[] bytes = (text + "\n").getBytes(StandardCharsets.US_ASCII);
      channel.write(ByteBuffer.wrap(bytes), 0);
      channel.truncate(bytes.length);
      channel.force(true);
    } catch (IOException e) {
      throw failed("written", e);
    }
  }

  private StoreFailedException failed(String what, IOException cause) {
    return new StoreFailedException(file.toAbsolutePath() + " cannot be " + what, cause);
  }
}
