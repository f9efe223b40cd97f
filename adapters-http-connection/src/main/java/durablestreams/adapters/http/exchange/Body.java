package durablestreams.adapters.http.exchange;

import java.io.IOException;

/** The body of a response, which knows its length and hands its bytes over in pieces. */
public interface Body {

  /** The write buffer of a response unless its body says otherwise. */
  int DEFAULT_PIECE = 64 << 10;

  long length();

  /** The largest buffer that the body may be copied through. */
  default int pieceBytes() {
    return DEFAULT_PIECE;
  }

  void writeTo(ByteSink sink) throws IOException;

  /** A body that is one array, which is not changed afterwards. */
  static Body of(byte[] bytes) {
    return new Body() {
      @Override
      public long length() {
        return bytes.length;
      }

      @Override
      public void writeTo(ByteSink sink) throws IOException {
        sink.write(bytes, 0, bytes.length);
      }
    };
  }
}
