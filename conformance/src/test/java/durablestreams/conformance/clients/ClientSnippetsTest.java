package durablestreams.conformance.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The code that {@code docs/clients.md} prints is part of a script that a test runs. */
class ClientSnippetsTest {

  @ParameterizedTest
  @EnumSource
  void thePagePrintsWhatIsRun(PublishedClient client) throws IOException {
    Path page = Path.of(System.getProperty("basedir", "."), "..", "docs", "clients.md");
    assertThat(Files.readString(page)).contains("\n" + client.snippet() + "\n```");
  }
}
