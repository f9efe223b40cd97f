package durablestreams.adapters.http.stream;

import durablestreams.adapters.http.auth.Authorizer;
import durablestreams.adapters.http.caching.ExpiryFields;
import durablestreams.adapters.http.cluster.Placement;
import durablestreams.adapters.http.exchange.Exchange;
import durablestreams.adapters.http.exchange.Response;
import durablestreams.adapters.http.headers.Fields;
import durablestreams.adapters.http.protocol.StreamErrors;
import durablestreams.application.access.Action;
import durablestreams.application.describe.DescribeOutcome;
import durablestreams.application.describe.DescribeOutcome.Description;
import durablestreams.application.describe.DescribeStream;
import durablestreams.domain.stream.StreamPath;
import io.helidon.http.Status;

/** Handler of HEAD: describes a stream (protocol, section 5.5). */
public final class DescribeHandler implements Route {

  private final DescribeStream describe;
  private final Authorizer authorizer;
  private final Placement placement;

  public DescribeHandler(DescribeStream describe, Authorizer authorizer, Placement placement) {
    this.describe = describe;
    this.authorizer = authorizer;
    this.placement = placement;
  }

  @Override
  public void handle(Exchange exchange, StreamPath path) throws InterruptedException {
    authorizer.pass(exchange, Action.READ, path);
    placement.awaitPresent(exchange);
    switch (describe.describe(path, exchange.timings())) {
      case Description description -> answer(exchange, description);
      case DescribeOutcome.NotFound() -> throw StreamErrors.notFound();
      case DescribeOutcome.Gone() -> throw StreamErrors.gone();
    }
  }

  private static void answer(Exchange exchange, Description description) {
    Response response =
        exchange
            .respond(Status.OK_200)
            .add(Fields.NO_STORE)
            .add(Fields.CONTENT_TYPE, description.contentType().value())
            .add(Fields.STREAM_NEXT_OFFSET, description.tail().token());
    ExpiryFields.add(response, description.expiry());
    if (description.closed()) {
      response.add(Fields.CLOSED);
    }
    response.send();
  }
}
