package durablestreams.adapters.webhook;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * Folder with the keys of subscriptions, which only its owner can read. A signing key is a file
 * whose name is the second from which it is used; the key of tokens is one file.
 */
public final class KeyFolder {

  private static final String SIGNING = ".key";
  private static final String TOKENS = "tokens.secret";

  private final Path folder;

  public KeyFolder(Path folder) {
    this.folder = folder;
  }

  /** The signing keys, the one that is used first first; a first one is made if there is none. */
  List<SigningKey> signingKeys(Instant now) {
    List<SigningKey> keys = read();
    if (keys.isEmpty()) {
      add(now);
      keys = read();
    }
    return keys;
  }

  /**
   * Adds a signing key.
   *
   * @return its id
   */
  public String add(Instant activeFrom) {
    SigningKey key = SigningKey.generate(activeFrom);
    write(activeFrom.getEpochSecond() + SIGNING, key.text());
    return key.id();
  }

  private List<SigningKey> read() {
    List<SigningKey> keys = new ArrayList<>();
    try {
      create();
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.filter(KeyFolder::isSigningKey).toList()) {
          String name = file.getFileName().toString();
          long second = Long.parseLong(name.substring(0, name.length() - SIGNING.length()));
          keys.add(SigningKey.parse(Files.readString(file), Instant.ofEpochSecond(second)));
        }
      }
    } catch (IOException | IllegalArgumentException e) {
      throw new UnusableKeyException(
          "A key of webhooks in " + folder + " cannot be read: " + e.getMessage(), e);
    }
    keys.sort(Comparator.comparing(SigningKey::activeFrom));
    return keys;
  }

  private static boolean isSigningKey(Path file) {
    return file.getFileName().toString().matches("\\d{1,12}\\.key");
  }

  /** The keys that are there; empty unless there are both kinds. */
  Optional<KeyRing> existing() {
    List<SigningKey> signing = Files.isDirectory(folder) ? read() : List.of();
    return signing.isEmpty() || !Files.exists(folder.resolve(TOKENS))
        ? Optional.empty()
        : Optional.of(new KeyRing(signing, readSecret()));
  }

  /** The secret of tokens, which is made if there is none. */
  byte[] tokenSecret(RandomGenerator random) {
    Path file = folder.resolve(TOKENS);
    try {
      create();
      if (!Files.exists(file)) {
        byte[] secret = new byte[KeyRing.SECRET_BYTES];
        random.nextBytes(secret);
        write(TOKENS, HexFormat.of().formatHex(secret) + "\n");
      }
    } catch (IOException e) {
      throw unreadable(file, e);
    }
    return readSecret();
  }

  private byte[] readSecret() {
    Path file = folder.resolve(TOKENS);
    try {
      return HexFormat.of().parseHex(Files.readString(file).strip());
    } catch (IOException | IllegalArgumentException e) {
      throw unreadable(file, e);
    }
  }

  private static UnusableKeyException unreadable(Path file, Exception e) {
    return new UnusableKeyException("The key " + file + " cannot be read: " + e.getMessage(), e);
  }

  private void create() throws IOException {
    if (!Files.isDirectory(folder)) {
      Files.createDirectories(folder, ownerOnly("rwx------"));
    }
  }

  /** Writes a file as a whole, or not at all. */
  private void write(String name, String text) {
    Path part = folder.resolve(name + ".part");
    try {
      create();
      Files.deleteIfExists(part);
      try (FileChannel channel =
          FileChannel.open(
              part,
              Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
              ownerOnly("rw-------"))) {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      Files.move(part, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UnusableKeyException(
          "A key cannot be written to " + folder + ": " + e.getMessage(), e);
    }
  }

  private static FileAttribute<?>[] ownerOnly(String permissions) {
    return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }
}
