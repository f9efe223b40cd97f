package durablestreams.adapters.http.stream;

import durablestreams.adapters.http.auth.Authorizer;
import durablestreams.adapters.http.cluster.Placement;
import durablestreams.adapters.http.exchange.Exchange;
import durablestreams.adapters.http.headers.Fields;
import durablestreams.adapters.http.protocol.Preconditions;
import durablestreams.adapters.http.protocol.StreamErrors;
import durablestreams.application.access.Action;
import durablestreams.application.delete.DeleteStream;
import durablestreams.domain.deletion.DeleteOutcome;
import durablestreams.domain.stream.StreamPath;
import io.helidon.http.Status;

/** Handler of DELETE: deletes streams (protocol, section 5.4). */
public final class DeleteHandler implements Route {

  private final DeleteStream delete;
  private final Authorizer authorizer;
  private final Placement placement;

  public DeleteHandler(DeleteStream delete, Authorizer authorizer, Placement placement) {
    this.delete = delete;
    this.authorizer = authorizer;
    this.placement = placement;
  }

  @Override
  public void handle(Exchange exchange, StreamPath path) throws InterruptedException {
    authorizer.pass(exchange, Action.DELETE, path);
    Preconditions.checkChange(exchange.fields());
    if (placement.forwards(exchange)) {
      return;
    }
    switch (delete.delete(path, exchange.timings())) {
      case DeleteOutcome.Deleted() ->
          exchange.respond(Status.NO_CONTENT_204).add(Fields.NO_STORE).send();
      case DeleteOutcome.NotFound() -> throw StreamErrors.notFound();
      case DeleteOutcome.Gone() -> throw StreamErrors.gone();
    }
  }
}
