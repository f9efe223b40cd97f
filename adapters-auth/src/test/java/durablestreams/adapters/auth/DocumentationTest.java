package durablestreams.adapters.auth;

import static durablestreams.adapters.auth.Ask.SECRET;
import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.adapters.auth.json.JsonTextReader;
import durablestreams.adapters.auth.policy.Grant;
import durablestreams.application.access.AccessPolicies;
import durablestreams.application.access.AccessPolicy;
import durablestreams.application.provider.ProviderSetting;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That docs/auth.md is true where a machine can tell. */
class DocumentationTest {

  private static String text() throws Exception {
    return Files.readString(Path.of("../docs/auth.md"));
  }

  private static List<String> json() throws Exception {
    List<String> blocks = new ArrayList<>();
    Matcher matcher = Pattern.compile("```json\\n(.*?)```", Pattern.DOTALL).matcher(text());
    while (matcher.find()) {
      blocks.add(matcher.group(1));
    }
    assertThat(blocks).hasSize(2);
    return blocks;
  }

  @Test
  void theGrantsAreGrants() throws Exception {
    byte[] grants = json().getFirst().getBytes(StandardCharsets.UTF_8);
    assertThat(Grant.list(JsonTextReader.read(grants))).hasSize(1);
  }

  @Test
  void theFileIsAPolicyFile(@TempDir Path dir) throws Exception {
    Path file = Files.writeString(dir.resolve("policy.json"), json().getLast());
    try (AccessPolicy policy =
        Ask.policy(
            new ManualClock(),
            Map.of(
                "AUTH",
                "policy",
                "AUTH_POLICY_FILE",
                file.toString(),
                "AUTH_JWT_SECRET",
                SECRET))) {
      assertThat(policy.guardsReads()).isTrue();
    }
  }

  @Test
  void everySettingIsThere() throws Exception {
    List<String> settings =
        new ArrayList<>(
            AccessPolicies.onClassPath().settings().stream().map(ProviderSetting::name).toList());
    // The policy that other tests plug in.
    new ApiKeyPolicyProvider().settings().forEach(setting -> settings.remove(setting.name()));
    assertThat(settings).isNotEmpty();
    assertThat(text()).contains(settings);
  }
}
