package durablestreams.application.access;

import durablestreams.domain.stream.StreamPath;
import java.util.Objects;

/**
 * The question: may whoever shows {@code credentials} do {@code action} to {@code stream}?
 *
 * @param stream the decoded name; it need not exist. The registry stream {@code __registry__} is
 *     asked for like any other, and it names the streams of every tenant
 */
public record AccessRequest(Action action, StreamPath stream, Credentials credentials) {

  public AccessRequest {
    Objects.requireNonNull(action);
    Objects.requireNonNull(stream);
    Objects.requireNonNull(credentials);
  }
}
