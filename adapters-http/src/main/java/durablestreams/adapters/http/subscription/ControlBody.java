package durablestreams.adapters.http.subscription;

import durablestreams.adapters.http.exchange.Exchange;
import durablestreams.application.memory.InsufficientMemoryException;

/** Request body of a control path, of bounded size and with memory for what is read from it. */
final class ControlBody {

  static final int MAX_BYTES = 1 << 20;

  /** Bytes on the heap for each byte of JSON: strings and lists of short paths. */
  private static final long HEAP_PER_BYTE = 8;

  private ControlBody() {}

  static byte[] of(Exchange exchange) {
    byte[] body = exchange.body();
    if (body.length > MAX_BYTES) {
      throw new ControlProblem(
          ControlCode.CONTROL_BODY_TOO_LARGE,
          "a request about a subscription has at most " + MAX_BYTES + " bytes");
    }
    if (body.length > 0 && !exchange.bodyLease().grow(HEAP_PER_BYTE * body.length)) {
      throw new InsufficientMemoryException();
    }
    return body;
  }
}
