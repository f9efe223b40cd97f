package durablestreams.cli.session;

import durablestreams.cli.base.CliException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** File with a token, as an option names it. */
final class TokenFile {

  private TokenFile() {}

  /** The token in {@code file}, which was given by {@code option}. */
  static String read(String option, Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw CliException.usage("%s is %s, which cannot be read".formatted(option, file));
    }
  }
}
