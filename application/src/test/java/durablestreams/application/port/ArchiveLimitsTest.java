package durablestreams.application.port;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HashMap;
import java.util.List;
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
  void aPrefixMayEndAnywhere() {
    String longest = "stream/" + "x".repeat(ArchiveLimits.NAME_PART_BYTES);
    for (String prefix : List.of("", "s", "stream/", longest, longest + "/")) {
      assertThat(ArchiveLimits.requirePrefix(prefix)).isEqualTo(prefix);
    }
    assertThatIllegalArgumentException().isThrownBy(() -> ArchiveLimits.requirePrefix("a//"));
  }

  @Test
  void descriptionsHaveLimits() {
    Map<String, String> plain = new HashMap<>(Map.of("a", "x".repeat(2_039)));
    assertThat(ArchiveLimits.requireDescription(plain)).isSameAs(plain);
    Map<String, String> other = new HashMap<>(Map.of("a", "é".repeat(764)));
    assertThat(ArchiveLimits.requireDescription(other)).isSameAs(other);
    for (Map<String, String> full : List.of(plain, other)) {
      full.put("bc", "");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> ArchiveLimits.requireDescription(full))
          .withMessageStartingWith("a description has at most 2040 bytes");
    }
    Map<String, String> many = new HashMap<>();
    for (int i = 0; i <= ArchiveLimits.ENTRIES; i++) {
      many.put("n" + i, "");
    }
    assertThatIllegalArgumentException().isThrownBy(() -> ArchiveLimits.requireDescription(many));
  }
}
