package durablestreams.adapters.webhook;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Keys of subscriptions.
 *
 * @param signing keys that webhooks are signed with, the one that is used first first; at least one
 * @param tokenSecret the key of tokens
 */
record KeyRing(List<SigningKey> signing, byte[] tokenSecret) {

  static final int SECRET_BYTES = 32;
  private static final String VERSION = "1";

  KeyRing {
    signing = signing.stream().sorted(Comparator.comparing(SigningKey::activeFrom)).toList();
  }

  /** New keys, used from now on. */
  static KeyRing generate(RandomGenerator random, Instant now) {
    byte[] secret = new byte[SECRET_BYTES];
    random.nextBytes(secret);
    return new KeyRing(List.of(SigningKey.generate(now)), secret);
  }

  KeyRing with(SigningKey key) {
    List<SigningKey> more = new ArrayList<>(signing);
    more.add(key);
    return new KeyRing(more, tokenSecret);
  }

  /**
   * The keys as text: the version, the secret of tokens in hexadecimal digits, and a line for each
   * signing key with the second from which it is used and the two lines of its own text.
   */
  String text() {
    StringBuilder text = new StringBuilder();
    text.append(VERSION).append('\n').append(HexFormat.of().formatHex(tokenSecret)).append('\n');
    for (SigningKey key : signing) {
      text.append(key.activeFrom().getEpochSecond());
      key.text().lines().forEach(line -> text.append(' ').append(line));
      text.append('\n');
    }
    return text.toString();
  }

  /**
   * The inverse of {@link #text}.
   *
   * @throws IllegalArgumentException when it is none
   */
  static KeyRing parse(String text) {
    List<String> lines = text.lines().toList();
    if (lines.size() < 3 || !lines.getFirst().equals(VERSION)) {
      throw new IllegalArgumentException("the keys are of another version");
    }
    List<SigningKey> keys = new ArrayList<>();
    for (String line : lines.subList(2, lines.size())) {
      String[] parts = line.split(" ", -1);
      if (parts.length != 3) {
        throw new IllegalArgumentException("a key has a time and two parts");
      }
      Instant activeFrom = Instant.ofEpochSecond(Long.parseLong(parts[0]));
      keys.add(SigningKey.parse(parts[1] + "\n" + parts[2] + "\n", activeFrom));
    }
    return new KeyRing(keys, HexFormat.of().parseHex(lines.get(1)));
  }

  @Override
  public String toString() {
    return "KeyRing" + signing;
  }
}
