package durablestreams.application.subscription.manage;

import durablestreams.domain.stream.StreamPath;
import durablestreams.domain.subscription.Delivery;
import durablestreams.domain.subscription.PathGlob;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** SHA-256 of a normalized configuration, in hexadecimal (protocol, section 6.2). */
final class Fingerprint {

  private final MessageDigest digest;

  private Fingerprint() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Java without SHA-256", e);
    }
  }

  static String of(CreateSubscription command) {
    Fingerprint print = new Fingerprint();
    switch (command.delivery()) {
      case Delivery.Webhook(String url) -> print.add("webhook").add(url);
      case Delivery.PullWake(StreamPath stream) -> print.add("pull-wake").add(stream.value());
    }
    PathGlob pattern = command.pattern();
    print.add(pattern == null ? null : pattern.text());
    print.add(Long.toString(command.lease().toMillis())).add(command.description());
    command.streams().forEach(path -> print.add(path.value()));
    return HexFormat.of().formatHex(print.digest.digest());
  }

  /** Adds a part with its length, so that no two configurations are written alike. */
  private Fingerprint add(@Nullable String part) {
    byte[] bytes = (part == null ? "-" : "+" + part).getBytes(StandardCharsets.UTF_8);
    digest.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
    digest.update(bytes);
    return this;
  }
}
