package durablestreams.adapters.r2;

import durablestreams.application.port.ArchiveUnavailableException;
import durablestreams.application.port.SegmentArchive.Content;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.http.ContentStreamProvider;

/**
 * Re-readable content of an upload: the client reads it to sign it, to send it and to retry.
 *
 * <p>Distinguishes failures of the content from failures of the network: only the latter are
 * retried. The last bytes are handed over only when the content turns out to end there, so that
 * content which is not as long as it says never becomes a whole request.
 *
 * <p>For one call and its thread.
 */
final class UploadBody implements ContentStreamProvider, AutoCloseable {

  /** Ends a call; the client does not take it for a failure of the network. */
  static final class ContentFailedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    ContentFailedException(String message) {
      super(message);
    }
  }

  private final String name;
  private final Content content;
  private final List<InputStream> streams = new ArrayList<>();
  private Optional<ArchiveUnavailableException> failure = Optional.empty();

  UploadBody(String name, Content content) {
    this.name = name;
    this.content = content;
  }

  /** What went wrong with the content, if that is what went wrong. */
  Optional<ArchiveUnavailableException> failure() {
    return failure;
  }

  @Override
  public InputStream newStream() {
    try {
      InputStream stream = new Checked(content.open(), content.size());
      streams.add(stream);
      return stream;
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private ContentFailedException failed(IOException cause) {
    return failed("could not be read: " + R2Failures.oneLine(String.valueOf(cause.getMessage())));
  }

  private ContentFailedException failed(String what) {
    String message = "the content of object " + name + " " + what;
    failure = Optional.of(new ArchiveUnavailableException(message));
    return new ContentFailedException(message);
  }

  /** Closes what the client left open. */
  @Override
  public void close() {
    for (InputStream stream : streams) {
      try {
        stream.close();
      } catch (IOException e) {
        throw failed(e);
      }
    }
  }

  private final class Checked extends FilterInputStream {

    private long left;

    Checked(InputStream in, long size) {
      super(in);
      this.left = size;
    }

    @Override
    public int read() {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) {
      if (length == 0) {
        return 0;
      }
      try {
        int count = left == 0 ? 0 : in.read(into, offset, (int) Math.min(length, left));
        left -= Math.max(count, 0);
        if (count < 0 || (left == 0 && in.read() >= 0)) {
          throw failed("has not the %d bytes it claims".formatted(content.size()));
        }
        return count == 0 ? -1 : count;
      } catch (IOException e) {
        throw failed(e);
      }
    }

    @Override
    public boolean markSupported() {
      return false;
    }
  }
}
