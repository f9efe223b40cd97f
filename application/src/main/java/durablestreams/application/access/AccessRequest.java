package durablestreams.application.access;

import durablestreams.domain.stream.StreamPath;
import java.util.Objects;

/**
 * Authorization request: may a client with {@code credentials} perform {@code action} on {@code
 * stream}?
 *
 * @param stream the decoded name; the stream need not exist. The registry stream {@code
 *     __registry__} is checked like any other; it contains the names of all tenants' streams
 */
public record AccessRequest(Action action, StreamPath stream, Credentials credentials) {

  public AccessRequest {
    Objects.requireNonNull(action);
    Objects.requireNonNull(stream);
    Objects.requireNonNull(credentials);
  }
}
