package durablestreams.adapters.webhook;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;

/**
 * Encryption of keys with a secret that the nodes of a cluster have: AES-256-GCM with a key that
 * HKDF-SHA256 derives from it. The text is base64url of a version, 12 random bytes, and what the
 * cipher makes, tag included.
 *
 * <p>While the secret is rotated there are two: text of either is read, and the first one writes.
 */
public final class KeySeal {

  private static final byte VERSION = 1;
  private static final int NONCE_BYTES = 12;
  private static final int HEAD_BYTES = 1 + NONCE_BYTES;
  private static final int KEY_BYTES = 32;
  private static final int TAG_BITS = 128;
  private static final byte[] PURPOSE =
      "durable-streams keys of subscriptions".getBytes(StandardCharsets.US_ASCII);

  private volatile List<SecretKey> keys;
  private final RandomGenerator random;

  /**
   * @param secrets of the cluster, the one that is used to write first
   */
  public KeySeal(List<byte[]> secrets, RandomGenerator random) {
    this.keys = derived(secrets);
    this.random = random;
  }

  /** Replaces the secrets. */
  public void replace(List<byte[]> secrets) {
    keys = derived(secrets);
  }

  private static List<SecretKey> derived(List<byte[]> secrets) {
    if (secrets.isEmpty()) {
      throw new IllegalArgumentException("there is no secret of the cluster");
    }
    return secrets.stream().map(KeySeal::derived).toList();
  }

  private static SecretKey derived(byte[] secret) {
    try {
      return KDF.getInstance("HKDF-SHA256")
          .deriveKey(
              "AES", HKDFParameterSpec.ofExtract().addIKM(secret).thenExpand(PURPOSE, KEY_BYTES));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Java without HKDF-SHA256", e);
    }
  }

  String seal(String text) {
    byte[] head = new byte[HEAD_BYTES];
    random.nextBytes(head);
    head[0] = VERSION;
    try {
      Cipher cipher = cipher(Cipher.ENCRYPT_MODE, keys.getFirst(), head);
      byte[] sealed = cipher.doFinal(text.getBytes(StandardCharsets.UTF_8));
      ByteBuffer all = ByteBuffer.allocate(head.length + sealed.length).put(head).put(sealed);
      return Base64.getUrlEncoder().withoutPadding().encodeToString(all.array());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the keys cannot be encrypted", e);
    }
  }

  /** Whether this was sealed with the secret that is used to write. */
  boolean isCurrent(String sealed) {
    return decoded(sealed).flatMap(all -> opened(keys.getFirst(), all)).isPresent();
  }

  /** What was sealed; empty when it was sealed with another secret, or changed since. */
  Optional<String> open(String sealed) {
    List<SecretKey> known = keys;
    return decoded(sealed)
        .flatMap(all -> known.stream().flatMap(key -> opened(key, all).stream()).findFirst());
  }

  private static Optional<byte[]> decoded(String sealed) {
    try {
      byte[] all = Base64.getUrlDecoder().decode(sealed);
      return all.length < HEAD_BYTES || all[0] != VERSION ? Optional.empty() : Optional.of(all);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> opened(SecretKey key, byte[] all) {
    try {
      Cipher cipher = cipher(Cipher.DECRYPT_MODE, key, Arrays.copyOf(all, HEAD_BYTES));
      byte[] text = cipher.doFinal(all, HEAD_BYTES, all.length - HEAD_BYTES);
      return Optional.of(new String(text, StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      return Optional.empty();
    }
  }

  private static Cipher cipher(int mode, SecretKey key, byte[] head)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, head, 1, NONCE_BYTES));
    cipher.updateAAD(head, 0, 1);
    return cipher;
  }
}
