package durablestreams.fuzzing;

import durablestreams.adapters.http.connection.request.FloodException;
import durablestreams.adapters.http.connection.request.FrameWatch;
import durablestreams.adapters.http.connection.request.RequestLimit;
import java.util.Arrays;

/**
 * Frames of an HTTP/2 connection: the watch sees the same in a whole as in pieces, and changes
 * nothing but the contents of settings.
 */
public final class FrameWatchTarget {

  private FrameWatchTarget() {}

  public static void fuzzerTestOneInput(byte[] input) {
    byte[] whole = input.clone();
    boolean flood = sees(whole, Math.max(1, whole.length));
    for (int piece : new int[] {1, 7}) {
      byte[] pieces = input.clone();
      Broken.unless(sees(pieces, piece) == flood, "a flood only in some pieces");
      Broken.unless(flood || Arrays.equals(pieces, whole), "other bytes in pieces of %d", piece);
    }
  }

  private static boolean sees(byte[] bytes, int step) {
    FrameWatch watch = new FrameWatch(RequestLimit.of(64 << 20, 1_000));
    boolean flood = false;
    try {
      for (int from = 0; from < bytes.length; from += step) {
        byte[] piece = Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + step));
        watch.see(piece);
        System.arraycopy(piece, 0, bytes, from, piece.length);
      }
    } catch (FloodException e) {
      flood = true;
    }
    watch.endAll();
    return flood;
  }
}
