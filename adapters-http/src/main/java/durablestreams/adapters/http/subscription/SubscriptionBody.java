package durablestreams.adapters.http.subscription;

import durablestreams.application.subscription.manage.CreateSubscription;
import durablestreams.application.subscription.sequencer.SubscriptionLimits;
import durablestreams.domain.stream.StreamPath;
import durablestreams.domain.stream.SystemStreams;
import durablestreams.domain.subscription.Delivery;
import durablestreams.domain.subscription.PathGlob;
import durablestreams.domain.subscription.StreamScope;
import durablestreams.domain.subscription.SubscriptionConfig;
import durablestreams.domain.subscription.SubscriptionId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Bodies of the requests that create a subscription and link streams. */
final class SubscriptionBody {

  private static final int MAX_DESCRIPTION_BYTES = 1_024;

  private @Nullable String type;
  private @Nullable String pattern;
  private @Nullable List<String> streams;
  private @Nullable String url;
  private @Nullable String wakeStream;
  private @Nullable String description;
  private long leaseMillis = SubscriptionConfig.DEFAULT_LEASE.toMillis();

  private SubscriptionBody() {}

  /**
   * The command in the body.
   *
   * @throws ControlProblem when it is none
   */
  static CreateSubscription command(SubscriptionId id, byte[] body, StreamScope scope) {
    SubscriptionBody read = new SubscriptionBody();
    ControlReader.read(body, json -> name -> read.member(json, name));
    return read.command(id, scope);
  }

  private void member(ControlReader json, String name) throws IOException {
    switch (name) {
      case "type" -> type = json.text("type");
      case "pattern" -> pattern = pattern(json);
      case "streams" -> streams = json.texts("streams", SubscriptionLimits.LINKS_EACH);
      case "webhook" -> json.object("webhook", inner -> webhook(json, inner));
      case "wake_stream" -> wakeStream = json.text("wake_stream");
      case "lease_ttl_ms" -> leaseMillis = json.number("lease_ttl_ms");
      case "description" -> description = json.text("description");
      default -> json.skip();
    }
  }

  /** The pattern; an empty one counts as absent. */
  private static @Nullable String pattern(ControlReader json) throws IOException {
    String text = json.text("pattern");
    return text.isEmpty() ? null : text;
  }

  private void webhook(ControlReader json, String name) throws IOException {
    if (name.equals("url")) {
      url = json.text("webhook.url");
    } else {
      json.skip();
    }
  }

  private CreateSubscription command(SubscriptionId id, StreamScope scope) {
    List<StreamPath> paths =
        streams == null ? List.of() : streams.stream().map(SubscriptionBody::path).toList();
    if (pattern == null && paths.isEmpty()) {
      throw ControlProblem.invalid("a subscription needs a pattern, streams, or both");
    }
    if (description != null
        && description.getBytes(StandardCharsets.UTF_8).length > MAX_DESCRIPTION_BYTES) {
      throw ControlProblem.invalid("a description has at most " + MAX_DESCRIPTION_BYTES + " bytes");
    }
    return new CreateSubscription(id, delivery(), glob(), paths, lease(), description, scope);
  }

  private Delivery delivery() {
    if ("webhook".equals(type)) {
      if (url == null) {
        throw ControlProblem.invalid("a subscription of type webhook needs webhook.url");
      }
      return new Delivery.Webhook(url);
    }
    if ("pull-wake".equals(type)) {
      if (wakeStream == null) {
        throw ControlProblem.invalid("a subscription of type pull-wake needs wake_stream");
      }
      return new Delivery.PullWake(wakeStream(wakeStream));
    }
    throw ControlProblem.invalid("type must be webhook or pull-wake");
  }

  private static StreamPath wakeStream(String text) {
    StreamPath path = path(text);
    if (path.equals(SystemStreams.REGISTRY)) {
      throw ControlProblem.invalid("wake_stream must not be " + path + ", which is read-only");
    }
    return path;
  }

  private @Nullable PathGlob glob() {
    if (pattern == null) {
      return null;
    }
    try {
      return PathGlob.of(relative(pattern));
    } catch (IllegalArgumentException e) {
      throw ControlProblem.invalid(String.valueOf(e.getMessage()));
    }
  }

  private Duration lease() {
    Duration lease = Duration.ofMillis(leaseMillis);
    if (lease.compareTo(SubscriptionConfig.SHORTEST_LEASE) < 0
        || lease.compareTo(SubscriptionConfig.LONGEST_LEASE) > 0) {
      throw ControlProblem.invalid(
          "lease_ttl_ms must be from %d to %d"
              .formatted(
                  SubscriptionConfig.SHORTEST_LEASE.toMillis(),
                  SubscriptionConfig.LONGEST_LEASE.toMillis()));
    }
    return lease;
  }

  /**
   * The streams in the body.
   *
   * @throws ControlProblem when there are none
   */
  static List<StreamPath> streams(byte[] body) {
    SubscriptionBody read = new SubscriptionBody();
    ControlReader.read(
        body,
        json ->
            name -> {
              if (name.equals("streams")) {
                read.streams = json.texts("streams", SubscriptionLimits.LINKS_EACH);
              } else {
                json.skip();
              }
            });
    if (read.streams == null) {
      throw ControlProblem.invalid("the body needs streams");
    }
    return read.streams.stream().map(SubscriptionBody::path).distinct().toList();
  }

  /** The path of a stream below the stream root. */
  static StreamPath path(String text) {
    StreamPath path;
    try {
      path = new StreamPath(relative(text));
    } catch (IllegalArgumentException e) {
      throw ControlProblem.invalid(String.valueOf(e.getMessage()));
    }
    if (SystemStreams.isControl(path)) {
      throw ControlProblem.invalid("streams whose first segment is __ds are reserved");
    }
    return path;
  }

  private static String relative(String text) {
    int start = 0;
    while (start < text.length() && text.charAt(start) == '/') {
      start++;
    }
    return text.substring(start);
  }
}
