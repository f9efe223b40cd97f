package durablestreams.adapters.http.stream;

import durablestreams.adapters.http.auth.Authorizer;
import durablestreams.adapters.http.caching.CachePolicy;
import durablestreams.adapters.http.caching.EntityTag;
import durablestreams.adapters.http.caching.ExpiryFields;
import durablestreams.adapters.http.caching.GzipPages;
import durablestreams.adapters.http.caching.PageBody;
import durablestreams.adapters.http.cluster.Placement;
import durablestreams.adapters.http.errors.ErrorCode;
import durablestreams.adapters.http.errors.HttpProblem;
import durablestreams.adapters.http.exchange.Exchange;
import durablestreams.adapters.http.exchange.Response;
import durablestreams.adapters.http.headers.Fields;
import durablestreams.adapters.http.headers.MalformedException;
import durablestreams.adapters.http.live.LiveReads;
import durablestreams.adapters.http.protocol.ReadQuery;
import durablestreams.adapters.http.protocol.StreamErrors;
import durablestreams.application.access.Access;
import durablestreams.application.access.Action;
import durablestreams.application.read.ReadOutcome;
import durablestreams.application.read.ReadStream;
import durablestreams.domain.cursor.CursorRules;
import durablestreams.domain.offset.Offset;
import durablestreams.domain.offset.OffsetParameter;
import durablestreams.domain.stream.StreamPath;
import io.helidon.http.Status;
import org.jspecify.annotations.Nullable;

/** Handler of GET: reads a page, or hands over to a live read (protocol, sections 5.6 to 5.8). */
public final class ReadHandler implements Route {

  private static final OffsetParameter BEGINNING = new OffsetParameter.Beginning();

  private final ReadStream read;
  private final LiveReads live;
  private final Authorizer authorizer;
  private final Placement placement;
  private final CachePolicy caching;
  private final GzipPages gzip;

  public ReadHandler(
      ReadStream read,
      LiveReads live,
      Authorizer authorizer,
      Placement placement,
      CachePolicy caching,
      GzipPages gzip) {
    this.read = read;
    this.live = live;
    this.authorizer = authorizer;
    this.placement = placement;
    this.caching = caching;
    this.gzip = gzip;
  }

  @Override
  public void handle(Exchange exchange, StreamPath path) throws InterruptedException {
    Access.Granted access = authorizer.grant(exchange, Action.READ, path);
    ReadQuery query = query(exchange);
    OffsetParameter from = offset(query.offset());
    String mode = query.live();
    if (mode == null) {
      placement.awaitPresent(exchange);
      page(exchange, path, from, access);
      return;
    }
    if (query.offset() == null) {
      throw new HttpProblem(
          ErrorCode.BAD_QUERY,
          "a live read needs an offset: use -1 for the start, now for the end");
    }
    placement.awaitPresent(exchange);
    long cursor = CursorRules.parse(query.cursor());
    switch (mode) {
      case "long-poll" ->
          live.longPoll(exchange, new LiveReads.Request(path, from, cursor, access));
      case "sse" -> {
        OffsetParameter resumed = resumed(exchange, from);
        live.sse(exchange, new LiveReads.Request(path, resumed, cursor, access));
      }
      default -> throw new HttpProblem(ErrorCode.BAD_QUERY, "live is long-poll or sse");
    }
  }

  private static ReadQuery query(Exchange exchange) {
    try {
      return ReadQuery.parse(exchange.rawQuery());
    } catch (MalformedException e) {
      throw new HttpProblem(ErrorCode.BAD_QUERY, String.valueOf(e.getMessage()));
    }
  }

  private static OffsetParameter offset(@Nullable String text) {
    if (text == null) {
      return BEGINNING;
    }
    try {
      return OffsetParameter.parse(text);
    } catch (IllegalArgumentException e) {
      throw StreamErrors.badOffset(String.valueOf(e.getMessage()));
    }
  }

  /**
   * Where a reader of events begins: a browser that reconnects repeats the address of its first
   * request, and says in a field which event was the last one.
   */
  private static OffsetParameter resumed(Exchange exchange, OffsetParameter from) {
    String last = exchange.fields().single(Fields.LAST_EVENT_ID);
    return last != null && Offset.isToken(last) ? new OffsetParameter.At(Offset.parse(last)) : from;
  }

  private void page(
      Exchange exchange, StreamPath path, OffsetParameter from, Access.Granted access) {
    switch (read.readBytes(path, from, exchange.timings())) {
      case ReadOutcome.Page page -> {
        try (page) {
          page(exchange, from, page, access);
        }
      }
      case ReadOutcome.NotFound() -> throw StreamErrors.notFound();
      case ReadOutcome.Gone() -> throw StreamErrors.gone();
      case ReadOutcome.Trimmed(Offset earliest) -> throw StreamErrors.trimmed(earliest);
      case ReadOutcome.BadOffset(String reason) -> throw StreamErrors.badOffset(reason);
    }
  }

  private void page(
      Exchange exchange, OffsetParameter from, ReadOutcome.Page page, Access.Granted access) {
    PageBody body = new PageBody(page.content(), page.contentType().isJson(), page.pieceBytes());
    if (from instanceof OffsetParameter.Now) {
      state(exchange.respond(Status.OK_200).add(Fields.NO_STORE), page)
          .add(Fields.CONTENT_TYPE, page.contentType().value())
          .send(body);
      return;
    }
    boolean compressed =
        gzip.wanted(
            exchange.fields().joined(Fields.ACCEPT_ENCODING), page.contentType(), body.length());
    EntityTag tag =
        EntityTag.of(page.key(), page.from(), page.next(), page.upToDate(), page.closed());
    boolean known = tag.matches(exchange.fields().joined(Fields.IF_NONE_MATCH));
    Response response =
        state(exchange.respond(known ? Status.NOT_MODIFIED_304 : Status.OK_200), page)
            .add(caching.answer(access).page(page.upToDate(), page.expiry()))
            .add(gzip.variance())
            .add(Fields.ETAG, compressed ? tag.gzipped() : tag.plain());
    if (known) {
      response.send();
      return;
    }
    response.add(Fields.CONTENT_TYPE, page.contentType().value());
    if (compressed) {
      GzipPages.send(body, response);
    } else {
      response.send(body);
    }
  }

  private static Response state(Response response, ReadOutcome.Page page) {
    response.add(Fields.STREAM_NEXT_OFFSET, page.next().token());
    ExpiryFields.add(response, page.expiry());
    if (page.upToDate()) {
      response.add(Fields.UP_TO_DATE);
    }
    return page.closed() ? response.add(Fields.CLOSED) : response;
  }
}
