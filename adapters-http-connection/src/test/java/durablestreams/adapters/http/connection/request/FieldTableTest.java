package durablestreams.adapters.http.connection.request;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Header fields in frames that do and that do not fit into the table of a connection. */
class FieldTableTest {

  private static final int ADDED = 0x40;
  private static final int NOT_ADDED = 0x00;
  private static final int RESIZED = 0x20;
  private static final int HUFFMAN = 0x80;
  private static final int PADDED = 0x08;
  private static final int WITH_PRIORITY = 0x20;
  private static final int END_HEADERS = 4;
  private static final int PREFACE = 24;

  private final ByteArrayOutputStream block = new ByteArrayOutputStream();

  private void number(int pattern, int bits, int value) {
    int most = (1 << bits) - 1;
    block.write(pattern | Math.min(value, most));
    if (value >= most) {
      int rest = value - most;
      for (; rest >= 0x80; rest >>= 7) {
        block.write(rest & 0x7f | 0x80);
      }
      block.write(rest);
    }
  }

  /** A field with a name of one letter. */
  private void field(int pattern, int valueBytes) {
    block.write(pattern);
    number(0, 7, 1);
    block.write('x');
    number(0, 7, valueBytes);
    block.writeBytes(new byte[valueBytes]);
  }

  /** A field of the same letter many times, each a code of five bits. */
  private void huffmanField(int letters) {
    number(ADDED, 6, 1);
    number(HUFFMAN, 7, letters * 5 / 8);
    block.writeBytes(new byte[letters * 5 / 8]);
  }

  private static byte[] frame(int type, int flags, byte[] payload) {
    var frame = new ByteArrayOutputStream();
    frame.write(payload.length >> 16);
    frame.write(payload.length >> 8);
    frame.write(payload.length);
    frame.write(type);
    frame.write(flags);
    frame.writeBytes(new byte[] {0, 0, 0, 1});
    frame.writeBytes(payload);
    return frame.toByteArray();
  }

  private void send(int piece) {
    byte[] section = block.toByteArray();
    int middle = section.length / 2;
    ByteArrayOutputStream first = new ByteArrayOutputStream();
    first.writeBytes(new byte[5]);
    first.write(section, 0, middle);
    byte[] rest = Arrays.copyOfRange(section, middle, section.length);
    see(piece, frame(1, WITH_PRIORITY, first.toByteArray()), frame(9, END_HEADERS, rest));
  }

  private void sendPadded(int announced, byte... padding) {
    ByteArrayOutputStream payload = new ByteArrayOutputStream();
    payload.write(announced);
    payload.writeBytes(new byte[5]);
    payload.writeBytes(block.toByteArray());
    payload.writeBytes(padding);
    see(1, frame(1, PADDED | WITH_PRIORITY | END_HEADERS, payload.toByteArray()));
  }

  private static void see(int piece, byte[]... frames) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(new byte[PREFACE]);
    for (byte[] frame : frames) {
      all.writeBytes(frame);
    }
    byte[] bytes = all.toByteArray();
    FrameWatch watch = new FrameWatch(RequestLimit.of(64 << 20, 100));
    for (int from = 0; from < bytes.length; from += piece) {
      watch.see(Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + piece)));
    }
  }

  private void assertTaken() {
    assertThatCode(() -> send(1)).doesNotThrowAnyException();
    assertThatCode(() -> send(1_000)).doesNotThrowAnyException();
  }

  private void assertRefused() {
    assertThatThrownBy(() -> send(1))
        .isInstanceOf(FloodException.class)
        .hasMessageContaining("does not fit");
    assertThatThrownBy(() -> send(1_000)).isInstanceOf(FloodException.class);
  }

  @Test
  void aFieldThatFillsTheTableIsTakenAndALargerOneIsNot() {
    field(ADDED, FieldTable.MOST_BYTES - 33);
    assertTaken();
    field(ADDED, FieldTable.MOST_BYTES - 32);
    assertRefused();
  }

  @Test
  void aFieldThatIsNotAddedMayBeLarger() {
    field(NOT_ADDED, 10_000);
    field(0x10, 10_000);
    assertTaken();
  }

  @Test
  void theClientMayMakeTheTableSmallerAndLargerAgain() {
    number(RESIZED, 5, 100);
    field(ADDED, 67);
    number(RESIZED, 5, 4_096);
    field(ADDED, 1_000);
    assertTaken();
    number(RESIZED, 5, 100);
    field(ADDED, 68);
    assertRefused();
  }

  @Test
  void textInHuffmanCodesCountsAsWhatItStandsFor() {
    huffmanField(4_000);
    assertTaken();
    huffmanField(4_080);
    assertRefused();
  }

  @Test
  void paddingIsNoField() {
    field(ADDED, 10);
    byte[] looksLarge = {ADDED, 1, 'x', 0x7f, 0x7f};
    assertThatCode(() -> sendPadded(looksLarge.length, looksLarge)).doesNotThrowAnyException();
  }

  @Test
  void paddingThatIsLargerThanItsFrameOrHasThePartOfAFieldIsRefused() {
    field(ADDED, 10);
    assertThatThrownBy(() -> sendPadded(200, new byte[3])).isInstanceOf(FloodException.class);
    block.write(ADDED);
    assertThatThrownBy(() -> sendPadded(3, new byte[3])).isInstanceOf(FloodException.class);
  }
}
