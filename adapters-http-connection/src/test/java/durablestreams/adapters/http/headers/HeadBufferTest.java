package durablestreams.adapters.http.headers;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class HeadBufferTest {

  private static String text(HeadBuffer head) {
    return new String(head.array(), 0, head.length(), StandardCharsets.ISO_8859_1);
  }

  @Test
  void growsAsNeeded() {
    HeadBuffer head = new HeadBuffer(1);
    head.add(FixedFields.of("A", "1").and("B", "2"));
    head.add(FieldName.of("Long"), "x".repeat(5_000));
    head.endHead();
    assertThat(text(head)).isEqualTo("A: 1\r\nB: 2\r\nLong: " + "x".repeat(5_000) + "\r\n\r\n");
  }

  @Test
  void aValueCannotLeaveItsLine() {
    HeadBuffer head = new HeadBuffer(10);
    head.add(FieldName.of("Location"), "a\r\nSet-Cookie: b\0\u2028\u00e9\t~");
    assertThat(text(head)).isEqualTo("Location: a??Set-Cookie: b??\u00e9\t~\r\n");
  }
}
