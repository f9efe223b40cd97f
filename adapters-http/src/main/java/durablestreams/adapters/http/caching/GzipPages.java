package durablestreams.adapters.http.caching;

import durablestreams.adapters.http.exchange.Body;
import durablestreams.adapters.http.exchange.LiveOutput;
import durablestreams.adapters.http.exchange.Response;
import durablestreams.adapters.http.headers.FixedFields;
import durablestreams.domain.stream.ContentType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.zip.GZIPOutputStream;

/** Compressor of pages for clients that ask for it, used when it makes them smaller. */
public final class GzipPages {

  private static final FixedFields ENCODED = FixedFields.of("Content-Encoding", "gzip");
  private static final FixedFields VARIES = FixedFields.of("Vary", "Accept-Encoding");

  /** A page up to this size is compressed in memory, and has a length. */
  private static final int SMALL = 16 << 10;

  private final int minBytes;

  /**
   * @param minBytes pages from this size on are compressed; 0 for none
   */
  public GzipPages(int minBytes) {
    this.minBytes = minBytes;
  }

  /** What every page has, compressed or not, so that caches keep the two apart. */
  public FixedFields variance() {
    return minBytes == 0 ? FixedFields.NONE : VARIES;
  }

  /**
   * Whether a page goes out compressed.
   *
   * @param acceptEncoding the field of the request, empty without one
   */
  public boolean wanted(String acceptEncoding, ContentType type, long length) {
    return minBytes > 0
        && length >= minBytes
        && length <= Integer.MAX_VALUE
        && accepts(acceptEncoding)
        && isCompressible(type.essence());
  }

  /** Whether {@code Accept-Encoding} lists gzip with a weight that is not zero. */
  static boolean accepts(String acceptEncoding) {
    for (String item : acceptEncoding.split(",")) {
      String coding = item.strip();
      int end = coding.indexOf(';');
      String name = end < 0 ? coding : coding.substring(0, end).strip();
      if (name.equalsIgnoreCase("gzip") || name.equalsIgnoreCase("x-gzip")) {
        return end < 0 || !hasZeroWeight(coding.substring(end + 1));
      }
    }
    return false;
  }

  private static boolean hasZeroWeight(String parameters) {
    String weight = parameters.replace(" ", "");
    return weight.startsWith("q=0") && weight.chars().skip(3).allMatch(c -> c == '.' || c == '0');
  }

  private static boolean isCompressible(String essence) {
    return essence.startsWith("text/")
        || essence.endsWith("json")
        || essence.endsWith("xml")
        || essence.equals("application/javascript");
  }

  /**
   * Sends the page compressed, lightly, since pages are made for every reader anew. A large one
   * goes out piece by piece.
   */
  public static void send(PageBody page, Response response) {
    response.add(ENCODED);
    if (page.length() <= SMALL) {
      response.send(Body.of(compress(page)));
      return;
    }
    LiveOutput out = response.live();
    out.gather(page.pieceBytes());
    try (OutputStream gzip = new FastGzip(new Pieces(out))) {
      page.writeTo(gzip::write);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    out.end();
  }

  static byte[] compress(Body page) {
    ByteArrayOutputStream out = new ByteArrayOutputStream((int) (page.length() / 3 + 64));
    try (OutputStream gzip = new FastGzip(out)) {
      page.writeTo(gzip::write);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static final class Pieces extends OutputStream {
    private final LiveOutput out;

    Pieces(LiveOutput out) {
      this.out = out;
    }

    @Override
    public void write(int single) {
      out.append(new byte[] {(byte) single});
    }

    @Override
    public void write(byte[] bytes, int from, int count) {
      out.append(bytes, from, count);
    }
  }

  private static final class FastGzip extends GZIPOutputStream {
    FastGzip(OutputStream out) throws IOException {
      super(out, 8 << 10);
      def.setLevel(java.util.zip.Deflater.BEST_SPEED);
    }
  }
}
