package durablestreams.adapters.auth.key;

import durablestreams.adapters.auth.settings.PolicySettings;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Keys from the URL of an identity provider.
 *
 * <p>They are fetched when the first token comes, again in the background when they are older than
 * {@link #FRESH}, and at once when a token names a key that is not there, which is how a rotation
 * shows. However many tokens ask, one fetch runs at a time and the next begins {@link #PAUSE} after
 * the last began at the earliest. Keys that could not be confirmed for {@link #STALE} count no
 * more.
 *
 * <p>A fetch takes at most {@link #TIMEOUT} and {@value #MAX_BYTES} bytes, and follows no redirect.
 */
public final class JwksUrl implements KeySource {

  public static final Duration FRESH = Duration.ofMinutes(5);
  public static final Duration STALE = Duration.ofHours(24);
  public static final Duration PAUSE = Duration.ofSeconds(5);
  static final Duration TIMEOUT = Duration.ofSeconds(5);
  public static final int MAX_BYTES = 512 * 1024;

  private static final Logger LOG = System.getLogger(JwksUrl.class.getName());

  @SuppressWarnings("ArrayRecordComponent") // Its parts are compared, never the whole.
  private record Fetched(KeySet keys, byte[] bytes, Instant at) {}

  private final URI url;
  private final InstantSource clock;
  private final Duration timeout;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile Fetched fetched = new Fetched(KeySet.UNAVAILABLE, new byte[0], Instant.MIN);

  // Guarded by the lock.
  private @Nullable HttpClient client;
  private @Nullable CompletableFuture<Void> running;
  private Instant begun = Instant.MIN;
  private boolean closed;

  /** The last complaint in the log; written by the one fetch that runs. */
  private volatile String complaint = "";

  public JwksUrl(URI url, InstantSource clock) {
    this(url, clock, TIMEOUT);
  }

  public JwksUrl(URI url, InstantSource clock, Duration timeout) {
    this.url = url;
    this.clock = clock;
    this.timeout = timeout;
  }

  @Override
  public KeySet current() {
    Fetched last = fetched;
    Instant now = clock.instant();
    if (isPast(last.at(), FRESH, now)) {
      var _ = fetch(now);
    }
    return usable(last, now);
  }

  @Override
  public KeySet newerThan(KeySet known) {
    Instant now = clock.instant();
    KeySet last = usable(fetched, now);
    if (last == known || last == KeySet.UNAVAILABLE) {
      await(fetch(now));
    }
    return usable(fetched, now);
  }

  /** Whether a time has passed since then; a clock that was set back since then tells nothing. */
  private static boolean isPast(Instant then, Duration time, Instant now) {
    return now.isBefore(then) || !now.isBefore(then.plus(time));
  }

  private static KeySet usable(Fetched last, Instant now) {
    return now.isBefore(last.at().plus(STALE)) ? last.keys() : KeySet.UNAVAILABLE;
  }

  private void await(CompletableFuture<Void> fetch) {
    try {
      fetch.get(timeout.toMillis() + 1_000, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      // What matters is which keys are there now; why there are no others is in the log.
    }
  }

  /** The fetch that is running or now begins; one that is over when it is too soon for another. */
  private CompletableFuture<Void> fetch(Instant now) {
    lock.lock();
    try {
      if (running != null) {
        return running;
      }
      if (closed || !isPast(begun, PAUSE, now)) {
        return CompletableFuture.completedFuture(null);
      }
      begun = now;
      CompletableFuture<Void> done = new CompletableFuture<>();
      running = done;
      send(done);
      return done;
    } finally {
      lock.unlock();
    }
  }

  private void send(CompletableFuture<Void> done) {
    try {
      if (client == null) {
        client = HttpClient.newBuilder().connectTimeout(timeout).build();
      }
      HttpRequest request =
          HttpRequest.newBuilder(url).header("Accept", "application/json").timeout(timeout).build();
      CompletableFuture<HttpResponse<byte[]>> sent =
          client.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), MAX_BYTES));
      var _ =
          sent.copy()
              .orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
              .whenComplete((response, failure) -> {
                sent.cancel(true);
                finished(done, response, failure);
              });
    } catch (RuntimeException e) {
      finished(done, null, e);
    }
  }

  private void finished(
      CompletableFuture<Void> done,
      @Nullable HttpResponse<byte[]> response,
      @Nullable Throwable failure) {
    try {
      if (response == null) {
        complain("no answer: " + cause(failure));
      } else if (response.statusCode() != 200) {
        complain("the answer was " + response.statusCode() + " instead of 200");
      } else {
        accept(response.body());
      }
    } catch (IllegalArgumentException e) {
      complain("the answer " + e.getMessage());
    } finally {
      lock.lock();
      try {
        running = null;
      } finally {
        lock.unlock();
      }
      done.complete(null);
    }
  }

  private void accept(byte[] body) {
    Fetched last = fetched;
    boolean same = Arrays.equals(body, last.bytes());
    fetched = new Fetched(same ? last.keys() : KeySet.parse(body), body, clock.instant());
    if (!same || !complaint.isEmpty()) {
      LOG.log(Level.INFO, "{0}: has the keys of {1}", PolicySettings.JWKS_URL, url);
    }
    complaint = "";
  }

  private void complain(String message) {
    if (!message.equals(complaint)) {
      complaint = message;
      LOG.log(Level.WARNING, "{0} {1}: {2}", PolicySettings.JWKS_URL, url, message);
    }
  }

  private static String cause(@Nullable Throwable failure) {
    Throwable cause = failure instanceof CompletionException e ? e.getCause() : failure;
    return switch (cause) {
      case null -> "unknown cause";
      case TimeoutException _ -> "it took too long";
      case HttpTimeoutException _ -> "it took too long";
      case Throwable t -> Objects.requireNonNullElse(t.getMessage(), t.getClass().getSimpleName());
    };
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      if (client != null) {
        client.shutdownNow();
      }
    } finally {
      lock.unlock();
    }
  }
}
