package durablestreams.application.contract;

import durablestreams.application.port.SegmentArchive;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.atomic.AtomicInteger;

/** Object content for tests that can fail midway, report a wrong size, and count its streams. */
public final class TestContent implements SegmentArchive.Content {

  private final byte[] bytes;
  private long size;
  private int failsAt = Integer.MAX_VALUE;
  private final AtomicInteger open = new AtomicInteger();
  private final AtomicInteger opened = new AtomicInteger();

  public TestContent(byte[] bytes) {
    this.bytes = bytes;
    this.size = bytes.length;
  }

  /** Cuts off every stream after this many bytes. */
  public TestContent failingAt(int index) {
    failsAt = index;
    return this;
  }

  /** Reports this size. */
  public TestContent claiming(long otherSize) {
    size = otherSize;
    return this;
  }

  /** How many streams are open now. */
  public int openStreams() {
    return open.get();
  }

  /** How many streams were ever opened. */
  public int openedStreams() {
    return opened.get();
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public InputStream open() {
    open.incrementAndGet();
    opened.incrementAndGet();
    return new Counted();
  }

  private final class Counted extends FilterInputStream {
    private int at;
    private boolean closed;

    Counted() {
      super(new ByteArrayInputStream(bytes));
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      if (at >= failsAt) {
        throw new IOException("this content was told to fail");
      }
      int count = super.read(into, offset, Math.min(length, failsAt - at));
      at += Math.max(count, 0);
      return count;
    }

    @Override
    public boolean markSupported() {
      return false;
    }

    @Override
    public void close() {
      if (!closed) {
        closed = true;
        open.decrementAndGet();
      }
    }
  }
}
