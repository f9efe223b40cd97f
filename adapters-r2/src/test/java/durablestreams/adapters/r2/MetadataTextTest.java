package durablestreams.adapters.r2;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class MetadataTextTest {

  @Test
  void plainTextStaysReadable() {
    Map<String, String> plain = Map.of("type", "application/json; charset=utf-8", "start", "0");
    assertThat(MetadataText.encode(plain)).isEqualTo(plain);
    assertThat(MetadataText.decode(plain)).isEqualTo(plain);
  }

  @Test
  void otherTextIsEncoded() {
    Map<String, String> encoded =
        MetadataText.encode(Map.of("path", "ä", "none", "", "mark", "=x"));
    assertThat(encoded).containsEntry("path", "=w6Q").containsEntry("none", "=");
    assertThat(encoded).containsEntry("mark", "=PXg");
  }

  @Test
  void metadataOfOthersIsTakenAsItIs() {
    assertThat(MetadataText.decode(Map.of("a", "", "b", "x  y"))).containsEntry("b", "x  y");
  }
}
