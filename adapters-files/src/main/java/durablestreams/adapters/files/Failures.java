package durablestreams.adapters.files;

import durablestreams.application.port.ArchiveUnavailableException;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** One-line descriptions of failures of a folder, for operators. */
final class Failures {

  private Failures() {}

  static ArchiveUnavailableException of(Path folder, String what, IOException cause) {
    return new ArchiveUnavailableException(
        "the archive folder %s %s: %s".formatted(folder, what, reason(cause)), cause);
  }

  static ArchiveUnavailableException ofContent(String name, IOException cause) {
    return new ArchiveUnavailableException(
        "the content of object %s could not be read: %s".formatted(name, reason(cause)), cause);
  }

  private static String reason(IOException cause) {
    String text = oneLine(text(cause));
    String lower = text.toLowerCase(Locale.ROOT);
    return lower.contains("no space left")
            || lower.contains("quota exceeded")
            || lower.contains("not enough space")
        ? "the disk is full (" + text + ")"
        : text;
  }

  private static String text(IOException cause) {
    return switch (cause) {
      case AccessDeniedException denied -> "no permission for " + denied.getFile();
      case FileAlreadyExistsException exists -> exists.getFile() + " is in the way";
      case NoSuchFileException missing -> missing.getFile() + " is not there";
      case ClosedByInterruptException interrupted -> "interrupted";
      case FileSystemException other -> Optional.ofNullable(other.getReason()).orElse(named(other));
      default -> named(cause);
    };
  }

  private static String named(IOException cause) {
    String message = cause.getMessage();
    return message == null ? cause.getClass().getSimpleName() : message;
  }

  private static String oneLine(String text) {
    return text.replaceAll("\\s+", " ").strip();
  }
}
