package durablestreams.bootstrap.reload;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.application.access.AccessPolicy;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ReloadableAccessTest {

  /** A default of the interface would hide what the policy behind it answers. */
  @Test
  void everyQuestionReachesThePolicy() {
    assertThat(AccessPolicy.class.getMethods())
        .filteredOn(method -> !Modifier.isStatic(method.getModifiers()))
        .allSatisfy(method ->
            assertThat(Arrays.stream(ReloadableAccess.class.getDeclaredMethods()))
                .as(method.toString())
                .anyMatch(own ->
                    own.getName().equals(method.getName())
                        && Arrays.equals(own.getParameterTypes(), method.getParameterTypes())));
  }

  @Test
  void aReplacedPolicyIsAnotherRevision() {
    try (ReloadableAccess access = new ReloadableAccess(AccessPolicy.open())) {
      long before = access.grantsRevision();
      assertThat(access.replace(AccessPolicy.open())).isTrue();
      assertThat(access.grantsRevision()).isNotEqualTo(before);
    }
  }
}
