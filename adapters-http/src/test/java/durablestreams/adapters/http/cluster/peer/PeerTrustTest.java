package durablestreams.adapters.http.cluster.peer;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PeerTrustTest {

  @TempDir Path folder;

  @Test
  void aFileThatHasNoCertificateIsNamed() throws Exception {
    Path file = folder.resolve("nodes.pem");
    assertThatThrownBy(() -> PeerTrust.of(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the certificates in " + file + " cannot be read");
    Files.writeString(file, "");
    assertThatThrownBy(() -> PeerTrust.of(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("certificate in PEM");
    Files.writeString(file, "-----BEGIN CERTIFICATE-----\nbm9uZQ==\n-----END CERTIFICATE-----\n");
    assertThatThrownBy(() -> PeerTrust.of(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no certificate in PEM");
  }
}
