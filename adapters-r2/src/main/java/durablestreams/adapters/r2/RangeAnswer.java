package durablestreams.adapters.r2;

import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.RetryableException;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/**
 * The answer for a range of an object: all of its bytes, or the reason why there are fewer.
 *
 * <p>An answer that breaks off is retried. A range that ends early because the object ends there is
 * not.
 */
sealed interface RangeAnswer {

  record Whole(byte[] bytes) implements RangeAnswer {}

  record Other(String what) implements RangeAnswer {}

  /** {@code bytes <first>-<last>/<size>}. */
  Pattern CONTENT_RANGE = Pattern.compile("bytes (\\d{1,18})-(\\d{1,18})/(\\d{1,18}|\\*)");

  static ResponseTransformer<GetObjectResponse, RangeAnswer> reader(long from, int length) {
    return new ResponseTransformer<>() {
      @Override
      public RangeAnswer transform(GetObjectResponse response, AbortableInputStream in) {
        Matcher range =
            CONTENT_RANGE.matcher(response.contentRange() == null ? "" : response.contentRange());
        if (!range.matches() || Long.parseLong(range.group(1)) != from) {
          in.abort();
          return new Other("answered without the range that was asked for");
        }
        if (Long.parseLong(range.group(2)) != from + length - 1) {
          in.abort();
          return new Other("has %s bytes of it".formatted(range.group(3)));
        }
        return new Whole(readWhole(in, length));
      }

      @Override
      public String name() {
        return "range";
      }
    };
  }

  private static byte[] readWhole(AbortableInputStream in, int length) {
    byte[] bytes = new byte[length];
    int at = 0;
    try {
      for (int count = 0; at < length && count >= 0; at += Math.max(count, 0)) {
        count = in.read(bytes, at, length - at);
      }
      // Read to the end, which is here, the connection can be used again.
      if (at == length && in.read() >= 0) {
        in.abort();
      }
    } catch (IOException e) {
      // The client would not try again after this exception.
      throw brokenOff(at, length, e);
    }
    if (at < length) {
      throw brokenOff(at, length, null);
    }
    return bytes;
  }

  private static RetryableException brokenOff(int at, int length, @Nullable IOException cause) {
    return RetryableException.create(
        "the answer broke off after %d of %d bytes".formatted(at, length), cause);
  }
}
