package durablestreams.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PayloadsTest {

  @Test
  void haveTheirExactSize() {
    assertThat(Payloads.binary(256)).hasSize(256).isEqualTo(Payloads.binary(256));
    assertThat(Payloads.json(256)).hasSize(256);
    assertThat(Payloads.json(Payloads.SMALLEST_JSON)).hasSize(Payloads.SMALLEST_JSON);
    assertThat(Payloads.jsonArray(64, 3)).hasSize(64 * 3 + 4);
  }

  @Test
  void areJson() {
    assertThat(new String(Payloads.jsonArray(32, 2), StandardCharsets.US_ASCII))
        .isEqualTo(
            "[{\"id\":4711,\"text\":\"xxxxxxxxxxx\"},{\"id\":4711,\"text\":\"xxxxxxxxxxx\"}]");
  }
}
