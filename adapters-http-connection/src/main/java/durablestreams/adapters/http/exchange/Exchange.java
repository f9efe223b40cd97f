package durablestreams.adapters.http.exchange;

import durablestreams.adapters.http.body.BodyInput;
import durablestreams.adapters.http.connection.AddressLimit;
import durablestreams.adapters.http.connection.waits.LiveWait;
import durablestreams.adapters.http.errors.ErrorBody;
import durablestreams.adapters.http.errors.ErrorCode;
import durablestreams.adapters.http.errors.HttpProblem;
import durablestreams.adapters.http.forwarded.ForwardedTrust;
import durablestreams.adapters.http.forwarded.ForwardedView;
import durablestreams.adapters.http.headers.Fields;
import durablestreams.adapters.http.headers.RequestFields;
import durablestreams.adapters.http.headers.RequestHead;
import durablestreams.application.access.ClientRequest;
import durablestreams.application.memory.Lease;
import durablestreams.application.memory.MemoryBudget;
import durablestreams.application.observe.RequestTimings;
import durablestreams.application.observe.trace.TraceSpan;
import io.helidon.common.socket.PeerInfo;
import io.helidon.http.Status;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** One request, and the one answer to it. Used by the thread that serves the request. */
public abstract class Exchange extends RequestRecord implements ClientRequest {

  private final RequestHead head;
  private final PeerInfo peer;
  private final boolean secure;
  private @Nullable ForwardedView forwarded;
  private final RequestFields fields;
  private final ResponseDefaults defaults;
  private final boolean showsTimings;
  private RequestTimings timings;
  private boolean answered;
  private @Nullable Lease bodyLease;
  private byte @Nullable [] body;

  Exchange(RequestHead head, PeerInfo peer, boolean secure, ResponseDefaults defaults) {
    this.head = head;
    this.peer = peer;
    this.secure = secure;
    this.fields = new RequestFields(head.headers());
    this.defaults = defaults;
    this.forwarded = forwarded();
    this.showsTimings = defaults.debugTiming() || "1".equals(fields.joined(Fields.X_DEBUG_TIMING));
    this.timings = showsTimings ? RequestTimings.on() : RequestTimings.OFF;
  }

  private @Nullable ForwardedView forwarded() {
    ForwardedTrust trust = defaults.forwarded();
    if (trust.fields() == ForwardedTrust.Kind.NONE
        || !(peer.address() instanceof InetSocketAddress internet)
        || internet.getAddress() == null) {
      return null;
    }
    ForwardedView view = trust.view(internet.getAddress(), fields);
    if (view.malformed()) {
      defaults.metrics().forwardedMalformed();
    }
    return view;
  }

  @Override
  public final String method() {
    return head.method();
  }

  @Override
  public final String target() {
    return head.query().isEmpty() ? head.path() : head.path() + "?" + head.query();
  }

  /** The path as the client sent it, neither decoded nor normalised. */
  public final String rawPath() {
    return head.path();
  }

  /** What stands after the question mark, as it was sent; empty without one. */
  public final String rawQuery() {
    return head.query();
  }

  /** Whether the target has a fragment, which no client may send. */
  public final boolean hasFragment() {
    return head.fragment();
  }

  public final RequestFields fields() {
    return fields;
  }

  public final RequestTimings timings() {
    return timings;
  }

  /** Whether the answer says how long each phase took. */
  final boolean showsTimings() {
    return showsTimings;
  }

  /** Makes the phases of the request, from now on, children of a span. */
  public final void trace(TraceSpan newSpan) {
    record(newSpan);
    if (newSpan.isRecorded()) {
      timings = RequestTimings.traced(newSpan);
    }
  }

  /** Whether the client speaks TLS to this server. */
  public final boolean isSecure() {
    return secure;
  }

  /** Where the client sees this server, such as {@code https://example.com}; or {@code null}. */
  public final @Nullable String origin() {
    return RequestTarget.origin(fields, secure, forwarded);
  }

  /** The address of the client, which trusted proxies pass on. */
  @Override
  public final String address() {
    return forwarded == null ? peer.host() : forwarded.client().getHostAddress();
  }

  /** What counts as one client: an IPv4 address, or a /64 network of IPv6. */
  public final long clientKey() {
    return forwarded == null
        ? AddressLimit.client(peer.address())
        : AddressLimit.client(forwarded.client());
  }

  /** The request came through another node of the cluster, which says how it was received. */
  public final void cameThroughNode() {
    fromNode(true);
    if (peer.address() instanceof InetSocketAddress internet && internet.getAddress() != null) {
      forwarded = ForwardedTrust.ofNode(internet.getAddress(), fields);
    }
  }

  /**
   * The whole body of the request, until the answer begins.
   *
   * @throws HttpProblem when it is too large, too slow, encoded, or not what the head announced
   * @throws durablestreams.application.memory.InsufficientMemoryException when there is no room for
   *     it
   */
  public final byte[] body() {
    byte[] known = body;
    if (known != null) {
      return known;
    }
    checkCoding();
    byte[] read = readBody();
    body = read;
    return read;
  }

  /**
   * The body of the request piece by piece, for one that is passed on; instead of {@link #body}.
   *
   * @throws HttpProblem when it is too large, or encoded
   */
  public final BodyInput openBody() {
    checkCoding();
    return readPieces();
  }

  /** Makes what {@link #openBody} gave the body, with its lease, which is the exchange's then. */
  public final void keepBody(byte[] whole, Lease lease) {
    body = whole;
    hold(lease);
  }

  private void checkCoding() {
    if (fields.hasEncodedBody()) {
      throw new HttpProblem(
              ErrorCode.UNSUPPORTED_CONTENT_ENCODING,
              "a request body has no Content-Encoding but identity")
          .with(Fields.ACCEPT_ENCODING, "identity");
    }
  }

  /** Whether the request has a body that was not read yet. */
  public abstract boolean hasBody();

  /** Bytes of the body as they were announced; -1 when only its end tells. */
  public final long bodyLength() {
    return head.length();
  }

  abstract BodyInput readPieces();

  abstract byte[] readBody();

  /**
   * The lease of the body, for what is made of it to grow; empty before it was read. It ends with
   * the beginning of the answer, and in any case with the request.
   */
  public final Lease bodyLease() {
    return bodyLease == null ? Lease.none() : bodyLease;
  }

  final void hold(Lease lease) {
    bodyLease = lease;
  }

  final MemoryBudget memory() {
    return defaults.memory();
  }

  /** The wait for news of a stream, which ends when the client is gone. */
  public abstract LiveWait liveWait();

  /** Counts a refusal. */
  public final void refused(String code) {
    defaults.metrics().refused(code);
  }

  /** Begins the answer; its status is the only thing that is fixed then. */
  public final Response respond(Status newStatus) {
    if (answered) {
      throw new IllegalStateException("the request was answered already");
    }
    answered = true;
    bodyLease().close();
    body = null;
    status(newStatus.code());
    return begin(newStatus);
  }

  abstract Response begin(Status status);

  /** Answers with an error. */
  public final void refuse(ErrorCode code, String sentence) {
    refuse(new HttpProblem(code, sentence));
  }

  /** Answers with an error. */
  public final void refuse(HttpProblem refusal) {
    ErrorCode code = refusal.code();
    HttpProblem.Answer answer = refusal.answer();
    refused(code.code());
    Response response =
        respond(answer == null ? code.status() : answer.status()).add(Fields.NO_STORE);
    for (HttpProblem.Extra extra : refusal.extras()) {
      response.add(extra.name(), extra.value());
    }
    if (answer != null) {
      response.send(Body.of(answer.body()));
      return;
    }
    boolean json = ErrorBody.wantsJson(fields.joined(Fields.ACCEPT));
    response
        .add(Fields.CONTENT_TYPE, json ? ErrorBody.JSON : ErrorBody.TEXT)
        .send(Body.of(ErrorBody.of(json, code, refusal.sentence())));
  }

  /** Whether an answer was begun. */
  public final boolean answered() {
    return answered;
  }

  final RequestHead head() {
    return head;
  }

  final ResponseDefaults defaults() {
    return defaults;
  }

  final void checkLength(long length) {
    if (length > defaults.maxBodyBytes()) {
      throw tooLarge();
    }
  }

  final HttpProblem tooLarge() {
    return new HttpProblem(
        ErrorCode.BODY_TOO_LARGE,
        "a request body has at most " + defaults.maxBodyBytes() + " bytes");
  }

  /**
   * Leaves the connection ready for the next request.
   *
   * @return false when it ends here
   */
  public abstract boolean finish();

  /** Lets go of the request, whatever became of it. */
  public void leave() {
    bodyLease().close();
  }

  static HttpProblem tooSlow() {
    return new HttpProblem(
        ErrorCode.REQUEST_TIMEOUT, "the body came too slowly: send it again, at one go");
  }
}
