package durablestreams.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StampedMessageTest {

  private static final int SIZE = 24;

  @Test
  void hasTheWantedSize() {
    assertThat(new String(StampedMessage.of(42, SIZE), StandardCharsets.US_ASCII))
        .isEqualTo("#0000002a...............");
  }

  @Test
  void isFoundHoweverTheBytesAreSplit() {
    String stream =
        event(0) + event(1) + event(0xabcdef) + "data: " + text(3) + text(4) + "\n\n" + event(5);
    byte[] bytes = stream.getBytes(StandardCharsets.US_ASCII);
    for (int size = 1; size <= bytes.length; size++) {
      StampedMessage.Scanner scanner = new StampedMessage.Scanner(SIZE);
      List<Long> found = new ArrayList<>();
      for (int from = 0; from < bytes.length; from += size) {
        scanner.scan(ByteBuffer.wrap(bytes), from, Math.min(size, bytes.length - from), found::add);
      }
      assertThat(found).as("pieces of %d", size).containsExactly(0L, 1L, 0xabcdefL, 3L, 4L, 5L);
    }
  }

  @Test
  void isForgottenWithItsConnection() {
    StampedMessage.Scanner scanner = new StampedMessage.Scanner(SIZE);
    List<Long> found = new ArrayList<>();
    scanner.scan(ByteBuffer.wrap("#0000".getBytes(StandardCharsets.US_ASCII)), 0, 5, found::add);
    scanner.reset();
    scanner.scan(ByteBuffer.wrap(StampedMessage.of(7, SIZE)), 0, SIZE, found::add);

    assertThat(found).containsExactly(7L);
  }

  private static String event(long number) {
    return "event: data\ndata: "
        + text(number)
        + "\n\nevent: control\ndata: {\"streamNextOffset\":\"0_1\",\"upToDate\":true}\n\n";
  }

  private static String text(long number) {
    return new String(StampedMessage.of(number, SIZE), StandardCharsets.US_ASCII);
  }
}
