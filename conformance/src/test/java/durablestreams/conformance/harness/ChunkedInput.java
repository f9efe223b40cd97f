package durablestreams.conformance.harness;

import java.io.IOException;
import java.io.InputStream;
import java.util.regex.Pattern;

/**
 * The decoded bytes of a body in chunked transfer coding; ends at the last chunk and fails when the
 * connection ends before it.
 */
final class ChunkedInput extends InputStream {
  private static final Pattern SIZE = Pattern.compile("[0-9A-Fa-f]{1,8}");

  private final InputStream in;
  private int left;
  private boolean started;
  private boolean finished;

  ChunkedInput(InputStream in) {
    this.in = in;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] buffer, int from, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (left == 0 && !nextChunk()) {
      return -1;
    }
    int count = in.read(buffer, from, Math.min(length, left));
    if (count < 0) {
      throw new WireException("the connection ended in the middle of a chunk");
    }
    left -= count;
    return count;
  }

  private boolean nextChunk() throws IOException {
    if (finished) {
      return false;
    }
    if (started && !ReplyReader.line(in).isEmpty()) {
      throw new WireException("a chunk is longer than it said");
    }
    started = true;
    String size = ReplyReader.line(in);
    if (!SIZE.matcher(size).matches()) {
      throw new WireException("not a chunk size: " + size);
    }
    left = Integer.parseInt(size, 16);
    if (left > 0) {
      return true;
    }
    finished = true;
    while (!ReplyReader.line(in).isEmpty()) {
      // Trailer fields carry nothing for these tests.
    }
    return false;
  }
}
