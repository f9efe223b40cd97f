package durablestreams.application.contract;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import durablestreams.application.memory.ExceedsMemoryException;
import durablestreams.application.memory.Lease;
import durablestreams.application.memory.MemoryBudget;
import durablestreams.application.memory.Share;
import durablestreams.application.port.JsonText;
import durablestreams.domain.message.MessageBatch;
import durablestreams.domain.message.ParsedBody;
import durablestreams.domain.offset.PositionUnit;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract of every {@link JsonText}. */
public abstract class JsonTextContract {

  /** Far deeper than any limit, far more than a thread's stack takes. */
  private static final int ABYSS = 200_000;

  private final JsonText json = jsonText();

  /** An implementation with its default limits. */
  protected abstract JsonText jsonText();

  @Test
  void noBytesAreEmpty() {
    assertThat(json.parse(new byte[0], room())).isEqualTo(ParsedBody.EMPTY);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "[ ]", " [\r\n\t] ", "[]\n"})
  void anArrayWithoutElementsIsAnEmptyArray(String body) {
    assertThat(parse(body)).isEqualTo(new ParsedBody.EmptyArray());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "-0",
        "9007199254740993",
        "1.0",
        "1e400",
        "-1.5E-7",
        "0.1e+09",
        "0E0",
        "123456789012345678901234567890.123456789",
        "true",
        "false",
        "null",
        "\"\"",
        "\"[1,2]\"",
        "{}",
        "{\"a\":1,\"a\":2}",
        "{\"\":{\"\":[]}}",
        "{ \"spaced\" : [ 1 , 2 ] }",
        "\"\\u0000\\\"\\\\\\/\\b\\f\\n\\r\\t\"",
        "\"\\uD83D\\uDE00\"",
        "\"lone \\uD800 \\udc00\"",
        "\"\u007f\u0080\u07ff\u0800\ud7ff\ue000\ufffd\uffff\"",
        "\"\ud800\udc00\udbff\udfff\"",
        "\"\ufeff\"",
        "\"\u2028\u2029\"",
        "{\"ключ\":\"значение\"}",
        "{\"\\uD83D\\uDE00\\u00e9\":1}",
        "{\"lone \\uDbFF\":1,\"\\udc00é\":\"é\"}"
      })
  void aValueIsOneMessageByteForByte(String value) {
    assertThat(messages(parse(value))).containsExactly(value);
    assertThat(messages(parse(" \t\r\n" + value + "\n\r\t "))).containsExactly(value);
    assertThat(messages(parse("[" + value + "]"))).containsExactly(value);
    assertThat(messages(parse("\n[ " + value + "\t] "))).containsExactly(value);
    assertThat(messages(parse("[" + value + "," + value + "]"))).containsExactly(value, value);
    assertThat(messages(parse("[7 ,\n" + value + " , " + value + "]")))
        .containsExactly("7", value, value);
  }

  @Test
  void onlyOneLevelOfAnArrayIsFlattened() {
    assertThat(messages(parse("[[1,2],[],[[3]]]"))).containsExactly("[1,2]", "[]", "[[3]]");
    assertThat(messages(parse("[[]]"))).containsExactly("[]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        " ",
        "\n",
        "nul",
        "nulll",
        "True",
        "NaN",
        "-NaN",
        "Infinity",
        "-Infinity",
        "[NaN]",
        "undefined",
        "01",
        "-01",
        "-",
        "+1",
        ".5",
        "1.",
        "1.e1",
        "1e",
        "1e+",
        "0x1",
        "1a",
        "1_000",
        "--1",
        "\"",
        "\"a",
        "\"\\\"",
        "\"\\x41\"",
        "\"\\u12G4\"",
        "\"\\u123\"",
        "\"\\'\"",
        "\"a\nb\"",
        "\"a\tb\"",
        "\"\u0000\"",
        "\"\u001f\"",
        "'a'",
        "[",
        "]",
        "{",
        "}",
        "[1",
        "[1,",
        "[1,]",
        "[,1]",
        "[,]",
        "[1,,2]",
        "[1 2]",
        "[1]]",
        "[1][2]",
        "[1}",
        "{\"a\":1]",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{,}",
        "{a:1}",
        "{'a':1}",
        "{1:1}",
        "{\"a\" 1}",
        "{\"a\":1 2}",
        "{\"a\":1 \"b\":2}",
        "{\"a\":1}}",
        "{\"a\":1}x",
        "{\"a\":1}{\"b\":2}",
        "1 2",
        "1,2",
        "1 ,",
        "\"a\" \"b\"",
        "truefalse",
        "true false",
        "/**/1",
        "1//c",
        "1 #c",
        "[1/*c*/]",
        "\u0000",
        "1\u0000",
        "12\u0000",
        "123\u0000",
        "[1]\u0000",
        "\u00001",
        "\u000b1",
        "1\f",
        "\u00a01",
        "1\u00a0",
        "\u2028 1",
        "\ufeff1",
        " \ufeff1",
        "1\ufeff",
        "*",
        ":",
        ",",
        "\\u0031"
      })
  void whatIsNotJsonIsRefused(String body) {
    assertRefused(body.getBytes(UTF_8));
  }

  /** Well-formed JSON but for bytes that are no UTF-8, given here as ISO 8859-1. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u0080",
        "\u00bf",
        "\u00c0\u00af",
        "\u00c1\u00bf",
        "\u00c3",
        "\u00c3(",
        "\u00e0\u0080\u00af",
        "\u00e0\u009f\u00bf",
        "\u00e2\u0082",
        "\u00e2(\u00a1",
        "\u00ed\u00a0\u0080",
        "\u00ed\u00bf\u00bf",
        "\u00f0\u0080\u0080\u00af",
        "\u00f0\u008f\u00bf\u00bf",
        "\u00f0\u0090\u0080",
        "\u00f4\u0090\u0080\u0080",
        "\u00f5\u0080\u0080\u0080",
        "\u00fe",
        "\u00ff",
        "\u00f8\u0088\u0080\u0080\u0080"
      })
  void bytesThatAreNotUtf8AreRefused(String bytes) {
    for (String before : List.of("", "a", "sixteen bytes...", "\u00c3\u00a9")) {
      assertRefused(("\"" + before + bytes + "\"").getBytes(ISO_8859_1));
      assertRefused(("{\"" + before + bytes + "\":1}").getBytes(ISO_8859_1));
      assertRefused(("[1,\"" + before + bytes + before + "\"]").getBytes(ISO_8859_1));
      assertRefused((before + bytes).getBytes(ISO_8859_1));
    }
  }

  @Test
  void otherEncodingsAreRefused() {
    for (String encoding : List.of("UTF-16LE", "UTF-16BE", "UTF-16", "UTF-32LE", "UTF-32BE")) {
      for (String body : List.of("1", "{\"a\":1}", "[1,2]", " 1")) {
        assertRefused(body.getBytes(Charset.forName(encoding)));
      }
    }
  }

  @Test
  void everyPrefixOfAnObjectIsRefused() {
    byte[] whole = "{\"a\":[1.5e3,true,null,\"\\u00e9é😀\\n\"],\"b\":{}}".getBytes(UTF_8);
    assertThat(json.parse(whole, room())).isInstanceOf(ParsedBody.Messages.class);
    for (int length = 1; length < whole.length; length++) {
      assertRefused(Arrays.copyOf(whole, length));
    }
  }

  @Test
  void nestingIsLimited() {
    assertThat(messages(parse("[".repeat(101) + "]".repeat(101))))
        .containsExactly("[".repeat(100) + "]".repeat(100));
    assertRefused(("[".repeat(ABYSS) + "]".repeat(ABYSS)).getBytes(UTF_8));
    assertRefused("[".repeat(ABYSS).getBytes(UTF_8));
    assertRefused("{\"a\":".repeat(ABYSS).getBytes(UTF_8));
  }

  @Test
  void lengthIsNotLimited() {
    int million = 1_000_000;
    List<String> long_ =
        List.of(
            "1".repeat(million),
            "0." + "1".repeat(million),
            "\"" + "é".repeat(million) + "\"",
            "{\"" + "n".repeat(million) + "\":1}");
    assertThat(messages(parse("[" + String.join(",", long_) + "]"))).isEqualTo(long_);
    assertThat(messages(parse("[0" + ",1".repeat(million) + "]"))).hasSize(million + 1);
  }

  @Test
  void aBodyIsNeverChanged() {
    for (String body : List.of("[1 , 2]", "[1,2]", " {\"a\":1} ", "[1,")) {
      byte[] bytes = body.getBytes(UTF_8);
      json.parse(bytes, room());
      assertThat(bytes).isEqualTo(body.getBytes(UTF_8));
    }
  }

  @Test
  void randomDocumentsGiveTheirValues() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    RandomJson values = new RandomJson(random);
    for (int i = 0; i < 3_000; i++) {
      boolean spaced = random.nextBoolean();
      List<String> expected = new ArrayList<>();
      for (int n = random.nextInt(1, 40); n > 0; n--) {
        expected.add(values.value(3, spaced));
      }
      StringBuilder body = new StringBuilder("[");
      for (int m = 0; m < expected.size(); m++) {
        body.append(m > 0 ? "," : "").append(values.space(spaced));
        body.append(expected.get(m)).append(values.space(spaced));
      }
      body.append(']');
      ParsedBody parsed = parse(body.toString());
      assertThat(parsed).as("seed %d: %s", seed, body).isInstanceOf(ParsedBody.Messages.class);
      assertThat(messages(parsed)).as("seed %d: %s", seed, body).isEqualTo(expected);
    }
  }

  @Test
  @Tag("slow")
  void changedDocumentsAreReadAsThePlainReaderReadsThem() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    RandomJson values = new RandomJson(random);
    for (int i = 0; i < 30_000; i++) {
      String text = values.value(3, random.nextBoolean());
      byte[] body = values.damaged(text.getBytes(UTF_8));
      ParsedBody parsed = json.parse(body, room());
      Optional<List<String>> plain = PlainJson.messages(body);
      String what = "seed %d, document %d: %s".formatted(seed, i, new String(body, ISO_8859_1));
      if (body.length == 0) {
        assertThat(parsed).as(what).isEqualTo(ParsedBody.EMPTY);
      } else if (plain.isEmpty()) {
        assertThat(parsed).as(what).isInstanceOf(ParsedBody.Invalid.class);
      } else if (plain.get().isEmpty()) {
        assertThat(parsed).as(what).isEqualTo(new ParsedBody.EmptyArray());
      } else {
        assertThat(parsed).as(what).isInstanceOf(ParsedBody.Messages.class);
        assertThat(messages(parsed)).as(what).isEqualTo(plain.get());
      }
    }
  }

  @Test
  void whatMessagesNeedIsLeased() {
    byte[] body = ("[0" + ",1".repeat(99_999) + "]").getBytes(UTF_8);
    MemoryBudget memory = new MemoryBudget(1L << 30);
    try (Lease lease = requireNonNull(memory.tryTake(Share.LARGE_BODIES, body.length))) {
      assertThat(messages(json.parse(body, lease))).hasSize(100_000);
      assertThat(memory.used(Share.LARGE_BODIES)).isEqualTo(body.length);
      assertThat(memory.used(Share.MESSAGE_INDEXES)).isGreaterThan(body.length + 8L * 100_000);
    }
    assertThat(memory.used(Share.LARGE_BODIES)).isZero();
    assertThat(memory.used(Share.MESSAGE_INDEXES)).isZero();
  }

  @Test
  void aValueThatIsTheWholeBodyNeedsNoMore() {
    byte[] body = ("\"" + "x".repeat(200_000) + "\"").getBytes(UTF_8);
    MemoryBudget memory = new MemoryBudget(1L << 30);
    try (Lease lease = requireNonNull(memory.tryTake(Share.LARGE_BODIES, body.length))) {
      assertThat(messages(json.parse(body, lease))).hasSize(1);
      assertThat(memory.used(Share.MESSAGE_INDEXES)).isZero();
    }
  }

  @Test
  void messagesThatCanNeverHaveRoomAreRefused() {
    byte[] many = ("[0" + ",1".repeat(99_999) + "]").getBytes(UTF_8);
    byte[] spaced = ("[0, \"" + "x".repeat(200_000) + "\"]").getBytes(UTF_8);
    for (byte[] body : List.of(many, spaced)) {
      MemoryBudget memory = new MemoryBudget(200_000 * 100L / 16);
      try (Lease lease = requireNonNull(memory.tryTake(Share.LARGE_BODIES, body.length))) {
        long limit = memory.limit(Share.MESSAGE_INDEXES);
        assertThatThrownBy(() -> json.parse(body, lease))
            .isInstanceOfSatisfying(
                ExceedsMemoryException.class,
                e -> assertThat(e.bytes()).isGreaterThan(e.limit()).isGreaterThan(limit));
      }
      assertThat(memory.used(Share.MESSAGE_INDEXES)).isZero();
    }
  }

  /** A lease that can grow by all that a test needs. */
  protected static Lease room() {
    return requireNonNull(new MemoryBudget(1L << 40).tryTake(Share.LARGE_BODIES, 0));
  }

  private ParsedBody parse(String body) {
    return json.parse(body.getBytes(UTF_8), room());
  }

  private void assertRefused(byte[] body) {
    ParsedBody parsed = json.parse(body, room());
    assertThat(parsed)
        .as("%s", new String(body, 0, Math.min(body.length, 100), ISO_8859_1))
        .isInstanceOf(ParsedBody.Invalid.class);
    String reason = ((ParsedBody.Invalid) parsed).reason();
    assertThat(reason)
        .hasSizeBetween(10, 200)
        .matches("[\\x20-\\x7e]+")
        .doesNotContain("Exception", "com.", "org.", "java", "Feature");
  }

  /** The messages as text, and on the way that the batch is laid out as a batch must be. */
  static List<String> messages(ParsedBody parsed) {
    assertThat(parsed).isInstanceOf(ParsedBody.Messages.class);
    MessageBatch batch = ((ParsedBody.Messages) parsed).batch();
    assertThat(batch.unit()).isEqualTo(PositionUnit.MESSAGES);
    List<String> found = new ArrayList<>();
    for (int i = 0; i < batch.messageCount(); i++) {
      int from = batch.messageFrom(i);
      found.add(new String(batch.array(), from, batch.messageTo(i) - from, UTF_8));
    }
    String joined = new String(batch.array(), batch.from(), batch.length(), UTF_8);
    if (!joined.equals(String.join(",", found))) {
      assertThat(joined).isEqualTo(String.join(",", found));
    }
    return found;
  }
}
