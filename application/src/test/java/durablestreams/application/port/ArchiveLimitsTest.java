package durablestreams.application.port;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ArchiveLimitsTest {

  @Test
  void namesHaveLimits() {
    String part = "x".repeat(ArchiveLimits.NAME_PART_BYTES);
    assertThat(ArchiveLimits.requireName(part + "/" + part)).hasSize(481);
    assertThatIllegalArgumentException().isThrownBy(() -> ArchiveLimits.requireName(part + "x"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ArchiveLimits.requireName(part + "/" + part + "/" + part))
        .withMessageMatching("an object name has parts .*, at most 700, not: x+/x+/x+");
  }

  @Test
  void descriptionsHaveLimits() {
    Map<String, String> full = new HashMap<>();
    full.put("a", "é".repeat(749) + "x");
    assertThat(ArchiveLimits.requireDescription(full)).isSameAs(full);
    full.put("b", "");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ArchiveLimits.requireDescription(full))
        .withMessageStartingWith("a description has at most 1,500 bytes");
    Map<String, String> many = new HashMap<>();
    for (int i = 0; i <= ArchiveLimits.FACTS; i++) {
      many.put("n" + i, "");
    }
    assertThatIllegalArgumentException().isThrownBy(() -> ArchiveLimits.requireDescription(many));
  }
}
