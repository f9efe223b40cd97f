package durablestreams.domain.subscription;

import durablestreams.domain.stream.StreamPath;
import durablestreams.domain.stream.SystemStreams;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * Name of a subscription, chosen by its creator: 1 to {@value #MAX_BYTES} bytes of UTF-8 without
 * control characters and slashes.
 */
public record SubscriptionId(String value) implements Comparable<SubscriptionId> {

  public static final int MAX_BYTES = 256;

  public SubscriptionId {
    Objects.requireNonNull(value);
    if (value.isEmpty() || value.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
      throw new IllegalArgumentException("a subscription id has 1 to " + MAX_BYTES + " bytes");
    }
    if (value.indexOf('/') >= 0 || value.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException(
          "a subscription id has no slashes and no control characters");
    }
  }

  /**
   * Decodes a segment of a raw URL path.
   *
   * @throws IllegalArgumentException with a sentence for the client when it is no id
   */
  public static SubscriptionId decode(String raw) {
    return new SubscriptionId(StreamPath.decode(raw).value());
  }

  /** The name under which access policies know the subscription. */
  public StreamPath controlPath() {
    return new StreamPath(SystemStreams.CONTROL_PREFIX + "/subscriptions/" + value);
  }

  @Override
  public int compareTo(SubscriptionId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
