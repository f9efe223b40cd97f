package durablestreams.adapters.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import durablestreams.application.port.JsonText;
import durablestreams.domain.message.MessageBatch;
import durablestreams.domain.message.ParsedBody;
import durablestreams.domain.message.ParsedBody.EmptyArray;
import durablestreams.domain.message.ParsedBody.Invalid;
import durablestreams.domain.message.ParsedBody.Messages;
import durablestreams.domain.offset.PositionUnit;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;

/**
 * Strict JSON (RFC 8259) on jackson-core's streaming parser, which only checks the text and tells
 * where values begin: the messages are ranges of the body, never text that was written again.
 *
 * <p>The text is UTF-8 without a byte order mark; RFC 8259 allows a parser to ignore one, but then
 * what is stored would not be what was sent. The length of numbers, names and strings is limited by
 * the body alone, the depth of nesting by {@link #DEFAULT_MAX_DEPTH} or the constructor. The array
 * around several messages does not count: a message is as acceptable alone as in a batch.
 *
 * <p>Safe for use by many threads.
 */
public final class JacksonJsonText implements JsonText {

  /** How many objects and arrays may stand inside each other in one message. */
  public static final int DEFAULT_MAX_DEPTH = 256;

  /** Parser scratch buffers (some 20 KiB each) kept for reuse; virtual threads keep none. */
  private static final int KEPT_BUFFERS = 64;

  private static final int FIRST_STARTS = 16;

  private final int maxDepth;
  private final JsonFactory oneMessage;
  private final JsonFactory arrayOfMessages;

  public JacksonJsonText() {
    this(DEFAULT_MAX_DEPTH);
  }

  /**
   * @param maxDepth at least 1
   */
  public JacksonJsonText(int maxDepth) {
    if (maxDepth < 1 || maxDepth == Integer.MAX_VALUE) {
      throw new IllegalArgumentException("the depth of JSON must be at least 1, not " + maxDepth);
    }
    this.maxDepth = maxDepth;
    this.oneMessage = factory(maxDepth);
    this.arrayOfMessages = factory(maxDepth + 1);
  }

  private static JsonFactory factory(int depth) {
    return JsonFactory.builder()
        .streamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(depth)
                .maxNumberLength(Integer.MAX_VALUE)
                .maxStringLength(Integer.MAX_VALUE)
                .maxNameLength(Integer.MAX_VALUE)
                .build())
        .recyclerPool(JsonRecyclerPools.newBoundedPool(KEPT_BUFFERS))
        .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
        .build();
  }

  @Override
  public ParsedBody parse(byte[] body) {
    if (body.length == 0) {
      return ParsedBody.EMPTY;
    }
    int malformed = Utf8.firstMalformed(body);
    if (malformed >= 0) {
      return new Invalid(Reasons.notUtf8(malformed));
    }
    int first = skipSpace(body, 0);
    if (first == body.length) {
      return new Invalid(Reasons.NO_VALUE);
    }
    // Left to itself the parser takes a mark or zero bytes for UTF-16 or UTF-32.
    if (body[first] <= 0 || (first + 1 < body.length && body[first + 1] == 0)) {
      return new Invalid(Reasons.unexpected(body, body[first] <= 0 ? first : first + 1));
    }
    return parse(body, first);
  }

  private ParsedBody parse(byte[] body, int first) {
    ParsedBody parsed = parse(body, body, first);
    if (!(parsed instanceof Invalid)) {
      return parsed;
    }
    byte[] withoutSurrogates = withoutSurrogateEscapes(body);
    return withoutSurrogates == body ? parsed : parse(withoutSurrogates, body, first);
  }

  /**
   * The same text for the grammar, with escapes such as {@code \\u0800} instead of halves of
   * surrogate pairs such as {@code \\uD800}; {@code body} itself when it has none.
   *
   * <p>A half without the other is well-formed JSON, but the parser decodes names and refuses it
   * there. Where the first backslash is itself escaped, or stands outside a string, the change
   * makes no difference.
   */
  private static byte[] withoutSurrogateEscapes(byte[] body) {
    byte[] changed = body;
    for (int i = 0; i < body.length - 2; i++) {
      if (body[i] == '\\' && body[i + 1] == 'u' && (body[i + 2] | 0x20) == 'd') {
        changed = changed == body ? body.clone() : changed;
        changed[i + 2] = '0';
      }
    }
    return changed;
  }

  /**
   * @param text what to parse: {@code body}, or something of the same shape
   */
  private ParsedBody parse(byte[] text, byte[] body, int first) {
    JsonFactory factory = body[first] == '[' ? arrayOfMessages : oneMessage;
    try (JsonParser parser = factory.createParser(text)) {
      return parse(parser, body, first);
    } catch (IOException e) {
      throw new UncheckedIOException("a parser of bytes in memory did input or output", e);
    }
  }

  private ParsedBody parse(JsonParser parser, byte[] body, int first) throws IOException {
    try {
      return body[first] == '[' ? parseArray(parser, body) : parseValue(parser, body, first);
    } catch (JsonEOFException e) {
      return new Invalid(Reasons.ENDS_EARLY);
    } catch (StreamConstraintsException e) {
      int limit = parser.streamReadConstraints().getMaxNestingDepth();
      int at = index(parser.currentLocation()) - 1;
      return new Invalid(
          parser.getParsingContext().getNestingDepth() > limit
              ? Reasons.tooDeep(maxDepth, at)
              : Reasons.tooManyAlike(at));
    } catch (JsonProcessingException e) {
      return new Invalid(Reasons.syntax(body, index(e.getLocation())));
    }
  }

  private static ParsedBody parseValue(JsonParser parser, byte[] body, int first)
      throws IOException {
    parser.nextToken();
    parser.skipChildren();
    return parser.nextToken() == null
        ? new Messages(MessageBatch.ofJson(body, first, skipSpaceBack(body, body.length)))
        : afterValue(parser, body);
  }

  private static ParsedBody parseArray(JsonParser parser, byte[] body) throws IOException {
    parser.nextToken();
    int[] starts = new int[FIRST_STARTS];
    int count = 0;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (count == starts.length - 1) {
        starts = Arrays.copyOf(starts, Math.multiplyExact(starts.length, 2));
      }
      starts[count++] = tokenStart(parser);
      parser.skipChildren();
    }
    starts[count] = tokenStart(parser);
    if (parser.nextToken() != null) {
      return afterValue(parser, body);
    }
    return count == 0 ? new EmptyArray() : new Messages(batch(body, starts, count));
  }

  private static int tokenStart(JsonParser parser) {
    return index(parser.currentTokenLocation());
  }

  private static int index(JsonLocation location) {
    return (int) location.getByteOffset();
  }

  /**
   * @param starts of the messages, and as one more element the index of the closing bracket
   */
  private static MessageBatch batch(byte[] body, int[] starts, int count) {
    int[] ends = new int[count];
    boolean compact = true;
    int length = count - 1;
    for (int i = 0; i < count; i++) {
      boolean last = i == count - 1;
      int next = starts[i + 1];
      // Back over the white space and the comma before the next message: strings need no decoding.
      int comma = last ? next : skipSpaceBack(body, next) - 1;
      int end = skipSpaceBack(body, comma);
      ends[i] = end;
      length += end - starts[i];
      compact &= last || next == end + 1;
    }
    return compact
        ? MessageBatch.of(PositionUnit.MESSAGES, body, starts[0], ends)
        : copied(body, starts, ends, length);
  }

  private static MessageBatch copied(byte[] body, int[] starts, int[] ends, int length) {
    byte[] joined = new byte[length];
    int[] joinedEnds = new int[ends.length];
    int at = 0;
    for (int i = 0; i < ends.length; i++) {
      if (i > 0) {
        joined[at++] = ',';
      }
      int messageLength = ends[i] - starts[i];
      System.arraycopy(body, starts[i], joined, at, messageLength);
      at += messageLength;
      joinedEnds[i] = at;
    }
    return MessageBatch.of(PositionUnit.MESSAGES, joined, 0, joinedEnds);
  }

  private static Invalid afterValue(JsonParser parser, byte[] body) {
    return new Invalid(Reasons.afterValue(body, tokenStart(parser)));
  }

  private static int skipSpace(byte[] body, int from) {
    int at = from;
    while (at < body.length && isSpace(body[at])) {
      at++;
    }
    return at;
  }

  private static int skipSpaceBack(byte[] body, int to) {
    int at = to;
    while (isSpace(body[at - 1])) {
      at--;
    }
    return at;
  }

  private static boolean isSpace(byte b) {
    return b == ' ' || b == '\n' || b == '\r' || b == '\t';
  }
}
