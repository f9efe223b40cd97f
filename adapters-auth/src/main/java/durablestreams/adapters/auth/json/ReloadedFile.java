package durablestreams.adapters.auth.json;

import durablestreams.application.provider.ProviderSettingsException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Content of a file, read again when the file changes.
 *
 * <p>The whole file is read at most every {@link #INTERVAL}, by the request that happens to come
 * then, and compared byte by byte: time stamps and sizes miss changes. A change that cannot be read
 * is logged once, and what the file said before stays in force; half-written JSON cannot be read,
 * so writing in place does no harm.
 *
 * @param <T> what the file says
 */
public final class ReloadedFile<T> {

  /** How long a change may go unnoticed. */
  public static final Duration INTERVAL = Duration.ofSeconds(2);

  /** The largest file, in bytes. */
  public static final int MAX_BYTES = 4 * 1024 * 1024;

  private static final Logger LOG = System.getLogger(ReloadedFile.class.getName());

  private final String what;
  private final Path path;
  private final Function<byte[], T> parser;
  private final InstantSource clock;
  private final ReentrantLock reading = new ReentrantLock();
  private byte[] bytes;
  private String complaint = "";
  private volatile Instant looked;
  private volatile T content;

  /**
   * Reads the file.
   *
   * @param what the setting that names the file, for messages
   * @param parser throws IllegalArgumentException or JsonShapeException for what it cannot read
   * @throws ProviderSettingsException when the file cannot be read
   */
  public ReloadedFile(String what, Path path, Function<byte[], T> parser, InstantSource clock) {
    this.what = what;
    this.path = path;
    this.parser = parser;
    this.clock = clock;
    this.bytes = bytes();
    this.content = parse(bytes);
    this.looked = clock.instant();
  }

  /** What the file says. */
  public T current() {
    Instant now = clock.instant();
    if (isTime(now) && reading.tryLock()) {
      try {
        looked = now;
        reload();
      } finally {
        reading.unlock();
      }
    }
    return content;
  }

  /** Either way, because a clock may be set back. */
  private boolean isTime(Instant now) {
    return Duration.between(looked, now).abs().compareTo(INTERVAL) >= 0;
  }

  private void reload() {
    try {
      byte[] found = bytes();
      if (!Arrays.equals(found, bytes)) {
        bytes = found;
        content = parse(found);
        LOG.log(Level.INFO, "{0}: read again, {1} has changed", what, path);
      }
      complaint = "";
    } catch (ProviderSettingsException e) {
      String message = String.valueOf(e.getMessage());
      if (!message.equals(complaint)) {
        complaint = message;
        LOG.log(Level.WARNING, "{0}; what it said before stays in force", complaint);
      }
    }
  }

  private byte[] bytes() {
    try (InputStream in = Files.newInputStream(path)) {
      byte[] all = in.readNBytes(MAX_BYTES + 1);
      if (all.length > MAX_BYTES) {
        throw broken("is larger than " + MAX_BYTES + " bytes", null);
      }
      return all;
    } catch (NoSuchFileException e) {
      throw broken("does not exist", e);
    } catch (IOException e) {
      throw broken("cannot be read", e);
    }
  }

  private T parse(byte[] json) {
    try {
      return parser.apply(json);
    } catch (JsonShapeException e) {
      throw new ProviderSettingsException("%s %s, %s".formatted(what, path, e.sentence()), e);
    } catch (IllegalArgumentException e) {
      throw broken(String.valueOf(e.getMessage()), e);
    }
  }

  private ProviderSettingsException broken(String message, @Nullable Throwable cause) {
    return new ProviderSettingsException("%s %s: %s".formatted(what, path, message), cause);
  }
}
