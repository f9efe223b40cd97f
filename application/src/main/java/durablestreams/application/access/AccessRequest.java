package durablestreams.application.access;

import durablestreams.domain.stream.StreamPath;
import java.util.Objects;

/**
 * Authorization request: may a client with {@code credentials} perform {@code action} on {@code
 * stream}?
 *
 * @param stream the decoded name; the stream need not exist. The registry stream {@code
 *     __registry__} is checked like any other; it contains the names of all tenants' streams
 * @param credentials the header fields of the request
 * @param client the rest of the request
 */
public record AccessRequest(
    Action action, StreamPath stream, Credentials credentials, ClientRequest client) {

  public AccessRequest {
    Objects.requireNonNull(action);
    Objects.requireNonNull(stream);
    Objects.requireNonNull(credentials);
    Objects.requireNonNull(client);
  }

  /** A call from within the process. */
  public AccessRequest(Action action, StreamPath stream, Credentials credentials) {
    this(action, stream, credentials, ClientRequest.IN_PROCESS);
  }
}
