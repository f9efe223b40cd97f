package durablestreams.adapters.auth.policy;

import durablestreams.adapters.auth.json.JsonShapeException;
import durablestreams.adapters.auth.json.Names;
import durablestreams.adapters.auth.token.BearerToken;
import durablestreams.adapters.auth.token.Refusals;
import durablestreams.adapters.auth.token.TokenHash;
import durablestreams.adapters.auth.token.Verdict;
import durablestreams.adapters.auth.verification.TokenAuthenticator;
import durablestreams.adapters.auth.verification.VerifiedToken;
import durablestreams.application.access.Access;
import durablestreams.application.access.AccessPolicy;
import durablestreams.application.access.AccessRequest;
import durablestreams.application.access.Caller;
import java.security.MessageDigest;
import java.util.Optional;

/**
 * The policy of {@code AUTH=token}: one token for all writes, and a JWT per session for reads. The
 * two are independent; reads or writes without a secret are open.
 *
 * <p>The stream {@code session:<id>} can be read only with a token whose claim {@code session_id}
 * is that id; other streams with any valid token. A fork needs the write token for its source,
 * because a request has only one {@code Authorization} header. If writes are open, it needs the
 * read token: otherwise a fork would disclose the stream of a session.
 */
public final class TokenPolicy implements AccessPolicy {

  /** Session and caller of a read token. */
  public record Session(String id, Caller caller) {}

  private static final String SESSION_STREAM = "session:";
  private static final String TENANT = "default";
  private static final Access OPEN = new Access.Granted(Caller.ANONYMOUS, true);
  private static final Access WRITER =
      new Access.Granted(new Caller(TENANT, "writer", Caller.NEVER));

  private final Optional<byte[]> writeTokenHash;
  private final Optional<TokenAuthenticator<TokenPolicy, Session>> readers;

  /**
   * @param writeToken the token for writing, if writing is guarded
   * @param readers what knows the tokens for reading, if reading is guarded
   */
  public TokenPolicy(
      Optional<String> writeToken, Optional<TokenAuthenticator<TokenPolicy, Session>> readers) {
    this.writeTokenHash = writeToken.map(TokenHash::sha256);
    this.readers = readers;
  }

  @Override
  public Access decide(AccessRequest request) {
    return switch (request.action()) {
      case READ -> read(request);
      case FORK, SUBSCRIBE, CLAIM -> writeTokenHash.isPresent() ? write(request) : read(request);
      case APPEND, CREATE, DELETE -> write(request);
    };
  }

  private Access write(AccessRequest request) {
    if (writeTokenHash.isEmpty()) {
      return OPEN;
    }
    return switch (BearerToken.in(request.credentials())) {
      case BearerToken.Missing _ -> Refusals.missing();
      case BearerToken.Malformed _ -> Refusals.malformed();
      // Hashes have one length, so the time tells nothing about the token, its length included.
      case BearerToken.Present(String token) ->
          MessageDigest.isEqual(TokenHash.sha256(token), writeTokenHash.get())
              ? WRITER
              : Refusals.invalid(Refusals.INVALID);
    };
  }

  private Access read(AccessRequest request) {
    if (readers.isEmpty()) {
      return OPEN;
    }
    return switch (BearerToken.in(request.credentials())) {
      case BearerToken.Missing _ -> Refusals.missing();
      case BearerToken.Malformed _ -> Refusals.malformed();
      case BearerToken.Present(String token) ->
          readers.get().decide(token, TokenHash.of(token), this, s -> read(request, s));
    };
  }

  private static Access read(AccessRequest request, Session session) {
    String stream = request.stream().value();
    return stream.startsWith(SESSION_STREAM) && !stream.equals(SESSION_STREAM + session.id())
        ? new Access.Forbidden("this token is for another session")
        : new Access.Granted(session.caller());
  }

  /** What a read token stands for. */
  public static Verdict<Session> session(VerifiedToken token) {
    try {
      String id = Names.name(token.claims().all().required("session_id"));
      return new Verdict.Accepted<>(new Session(id, new Caller(TENANT, id, token.until())));
    } catch (JsonShapeException e) {
      return new Verdict.Refused<>(Refusals.INVALID, "there is no session_id, or it is not text");
    }
  }

  @Override
  public boolean guardsReads() {
    return readers.isPresent();
  }

  @Override
  public void close() {
    readers.ifPresent(TokenAuthenticator::close);
  }
}
