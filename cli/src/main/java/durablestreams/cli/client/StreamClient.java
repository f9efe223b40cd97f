package durablestreams.cli.client;

import durablestreams.cli.base.CliException;
import durablestreams.cli.base.ExitCode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * HTTP client that sends a request until it is answered: after a broken connection if that is safe,
 * and after an answer that says the server is busy. HTTP/2 is used where TLS offers it.
 */
public final class StreamClient implements AutoCloseable {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

  /** Longer than a long-poll takes. */
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(120);

  private static final Set<Integer> BUSY = Set.of(429, 502, 503, 504);

  private final Optional<String> authorization;
  private final Consumer<String> notices;
  private final RetryLimit retryLimit;
  private final HttpClient http;

  /**
   * A client.
   *
   * @param authorization value of the header of that name
   * @param notices told when the server is tried again
   */
  public StreamClient(
      Optional<String> authorization,
      Consumer<String> notices,
      RetryLimit retryLimit,
      boolean tls) {
    this.authorization = authorization;
    this.notices = notices;
    this.retryLimit = retryLimit;
    this.http =
        HttpClient.newBuilder()
            // Without TLS an upgrade would have to be asked for with every new connection.
            .version(tls ? HttpClient.Version.HTTP_2 : HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
  }

  /**
   * Sends a request.
   *
   * @return an answer with a status below 300
   * @throws CliException when it is refused, or there is no answer
   */
  public Reply send(Call call) {
    Reply reply = answer(call);
    if (!reply.isSuccess()) {
      throw refused(call, reply);
    }
    return reply;
  }

  /** The error that an answer to the request means. */
  public CliException refused(Call call, Reply reply) {
    return ReplyErrors.of(call, reply);
  }

  /**
   * Sends a request, and returns its answer whatever the status.
   *
   * @throws CliException when there is no answer
   */
  public Reply answer(Call call) {
    HttpRequest request = request(call);
    while (true) {
      try {
        HttpResponse<byte[]> response = http.send(request, BodyHandlers.ofByteArray());
        Reply reply = new Reply(response.statusCode(), response.headers(), response.body());
        if (!BUSY.contains(reply.status())
            || !again("the server is busy (" + reply.status() + ")", true, retryAfter(reply))) {
          retryLimit.worked();
          return reply;
        }
      } catch (IOException | UnresolvedAddressException e) {
        if (!call.repeatable() && mayHaveArrived(e)) {
          throw outcomeUnknown(call, e);
        }
        if (!again(reason(e), false, 0)) {
          throw new CliException(
              ExitCode.UNREACHABLE,
              "unreachable",
              "the server at %s cannot be reached: %s"
                  .formatted(call.stream().uri().getRawAuthority(), reason(e)));
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw CliException.failed("interrupted", "the command was interrupted");
      }
    }
  }

  private boolean again(String reason, boolean busy, long retryAfter) {
    boolean first = retryLimit.isFirstFailure();
    boolean another = retryLimit.waitForNext(busy, retryAfter);
    if (first && another) {
      notices.accept(reason + "; trying again");
    }
    return another;
  }

  private HttpRequest request(Call call) {
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(call.stream().with(call.query()))
            .timeout(ANSWER_TIMEOUT)
            .header("Accept", "application/json, */*;q=0.9")
            .method(
                call.method(),
                call.body().length == 0
                    ? BodyPublishers.concat()
                    : BodyPublishers.ofByteArray(call.body()));
    authorization.ifPresent(value -> builder.header("Authorization", value));
    for (int i = 0; i < call.headers().size(); i += 2) {
      setHeader(builder, call.headers().get(i), call.headers().get(i + 1));
    }
    return builder.build();
  }

  private static void setHeader(HttpRequest.Builder builder, String name, String value) {
    try {
      builder.header(name, value);
    } catch (IllegalArgumentException e) {
      throw CliException.usage(
          "%s is \"%s\"; it must be printable ASCII on one line"
              .formatted(name, value.replaceAll("\\p{Cntrl}", "?")));
    }
  }

  private static boolean mayHaveArrived(Exception e) {
    return !(e instanceof ConnectException
        || e instanceof HttpConnectTimeoutException
        || e instanceof UnresolvedAddressException);
  }

  private static String reason(Exception e) {
    return switch (e) {
      case HttpConnectTimeoutException ignored -> "it does not accept a connection in 10 s";
      case HttpTimeoutException ignored -> "it does not answer";
      case ConnectException refused when !isUnresolved(refused) -> "it accepts no connection";
      case ConnectException ignored -> "its name has no address";
      case UnresolvedAddressException ignored -> "its name has no address";
      default -> "the connection broke (" + text(e) + ")";
    };
  }

  private static boolean isUnresolved(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof UnresolvedAddressException) {
        return true;
      }
    }
    return false;
  }

  private static String text(Exception e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  private static CliException outcomeUnknown(Call call, Exception e) {
    return new CliException(
        ExitCode.UNREACHABLE,
        "outcome_unknown",
        "cannot %s %s: %s, and whether the server did it is not known: look with read or stat, or"
                .formatted(call.what(), call.stream().name(), reason(e))
            + " use --producer, with which it is safe to run the command again");
  }

  private static long retryAfter(Reply reply) {
    try {
      return 1_000 * Long.parseLong(reply.header("Retry-After").orElse("0").strip());
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
