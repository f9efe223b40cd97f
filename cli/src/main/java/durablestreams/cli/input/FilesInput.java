package durablestreams.cli.input;

import durablestreams.cli.base.CliException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;

/** The content of files, one after the other; {@code -} is the standard input. */
public final class FilesInput extends InputStream {
  private final Iterator<String> files;
  private final InputStream standard;
  private InputStream current = InputStream.nullInputStream();

  public FilesInput(List<String> files, InputStream standard) {
    this.files = files.iterator();
    this.standard = standard;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] buffer, int from, int length) throws IOException {
    int count = current.read(buffer, from, length);
    while (count < 0 && files.hasNext()) {
      current.close();
      current = open(files.next());
      count = current.read(buffer, from, length);
    }
    return count;
  }

  private InputStream open(String file) throws IOException {
    try {
      return file.equals("-") ? standard : Files.newInputStream(Path.of(file));
    } catch (IOException e) {
      throw CliException.failed("no_file", "the file %s cannot be read".formatted(file));
    }
  }

  /** As long as there is another file, reading does not wait. */
  @Override
  public int available() throws IOException {
    int now = current.available();
    return now == 0 && files.hasNext() ? 1 : now;
  }

  @Override
  public void close() throws IOException {
    current.close();
  }
}
