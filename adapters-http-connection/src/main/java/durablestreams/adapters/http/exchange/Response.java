package durablestreams.adapters.http.exchange;

import durablestreams.adapters.http.headers.FieldName;
import durablestreams.adapters.http.headers.FixedFields;

/**
 * A response that is being written: fields first, then exactly one of the methods that send it. A
 * response to HEAD is sent without its body.
 */
public interface Response {

  Response add(FixedFields fields);

  Response add(FieldName name, String value);

  default Response add(FieldName name, long value) {
    return add(name, Long.toString(value));
  }

  /** Sends a response that has no body. */
  void send();

  void send(Body body);

  /** Sends the head, soon, and leaves the body open. */
  LiveOutput live();
}
