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
import durablestreams.application.memory.Lease;
import durablestreams.application.port.JsonText;
import durablestreams.domain.message.MessageBatch;
import durablestreams.domain.message.ParsedBody;
import durablestreams.domain.message.ParsedBody.EmptyArray;
import durablestreams.domain.message.ParsedBody.Invalid;
import durablestreams.domain.message.ParsedBody.Messages;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Strict JSON (RFC 8259) parser on jackson-core's streaming parser, which only validates the text
 * and finds where values begin: messages are ranges of the body, never re-serialised text.
 *
 * <p>The text is UTF-8 without a byte order mark; RFC 8259 allows a parser to ignore one, but then
 * what is stored would not be what was sent. The length of numbers and strings is limited by the
 * body alone, that of names by {@link #MAX_NAME}, the depth of nesting by {@link
 * #DEFAULT_MAX_DEPTH} or the constructor. The array around several messages does not count: a
 * message is as acceptable alone as in a batch.
 *
 * <p>Safe for use by many threads.
 */
public final class JacksonJsonText implements JsonText {

  /** How many objects and arrays may stand inside each other in one message. */
  public static final int DEFAULT_MAX_DEPTH = 256;

  /** Parser scratch buffers (some 20 KiB each) kept for reuse; virtual threads keep none. */
  private static final int KEPT_BUFFERS = 64;

  /** The longest name of a member; the parser decodes names, in several times their size. */
  private static final int MAX_NAME = 1 << 20;

  /** A factory remembers the names it has seen, so it is replaced after that many bytes. */
  private static final long FACTORY_BYTES = 4 << 20;

  private final int maxDepth;
  private volatile Factories factories;

  /** The parsers for one message and for an array of them, and the bytes that they have parsed. */
  private static final class Factories {
    private final JsonFactory oneMessage;
    private final JsonFactory arrayOfMessages;
    private long bytes;

    Factories(int maxDepth) {
      oneMessage = factory(maxDepth);
      arrayOfMessages = factory(maxDepth + 1);
    }
  }

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
    this.factories = new Factories(maxDepth);
  }

  private static JsonFactory factory(int depth) {
    return JsonFactory.builder()
        .streamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(depth)
                .maxNumberLength(Integer.MAX_VALUE)
                .maxStringLength(Integer.MAX_VALUE)
                .maxNameLength(MAX_NAME)
                .build())
        .recyclerPool(JsonRecyclerPools.newBoundedPool(KEPT_BUFFERS))
        .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
        .build();
  }

  @Override
  public ParsedBody parse(byte[] body, Lease lease) {
    if (body.length == 0) {
      return ParsedBody.EMPTY;
    }
    int malformed = Utf8.firstMalformed(body);
    if (malformed >= 0) {
      return new Invalid(Reasons.notUtf8(malformed));
    }
    int first = Spaces.skip(body, 0);
    if (first == body.length) {
      return new Invalid(Reasons.NO_VALUE);
    }
    // Left to itself the parser takes a mark or zero bytes for UTF-16 or UTF-32.
    if (body[first] <= 0 || (first + 1 < body.length && body[first + 1] == 0)) {
      return new Invalid(Reasons.unexpected(body, body[first] <= 0 ? first : first + 1));
    }
    return parse(body, first, lease);
  }

  private ParsedBody parse(byte[] body, int first, Lease lease) {
    boolean array = body[first] == '[';
    int most = array ? ParseMemory.mostMessages(body, first) : 1;
    // What is a part of its array is copied; see MessageBatch and the stores.
    int copies = array || first > 0 || Spaces.skipBack(body, body.length) < body.length ? 1 : 0;
    ParseMemory memory = new ParseMemory(body, lease);
    long before = lease.bytes();
    memory.take(most, copies);
    ParsedBody parsed = parse(body, body, first, most);
    if (!(parsed instanceof Invalid) || !hasSurrogateEscapes(body)) {
      return parsed;
    }
    lease.shrinkTo(before);
    memory.take(most, copies + 1);
    return parse(withoutSurrogateEscapes(body), body, first, most);
  }

  /**
   * The same text for the grammar, with escapes such as {@code \\u0800} instead of halves of
   * surrogate pairs such as {@code \\uD800}.
   *
   * <p>A half without the other is well-formed JSON, but the parser decodes names and refuses it
   * there. Where the first backslash is itself escaped, or stands outside a string, the change
   * makes no difference.
   */
  private static byte[] withoutSurrogateEscapes(byte[] body) {
    byte[] changed = body.clone();
    for (int i = 0; i < body.length - 2; i++) {
      if (isSurrogateEscape(body, i)) {
        changed[i + 2] = '0';
      }
    }
    return changed;
  }

  private static boolean hasSurrogateEscapes(byte[] body) {
    for (int i = 0; i < body.length - 2; i++) {
      if (isSurrogateEscape(body, i)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isSurrogateEscape(byte[] body, int at) {
    return body[at] == '\\' && body[at + 1] == 'u' && (body[at + 2] | 0x20) == 'd';
  }

  /**
   * @param text what to parse: {@code body}, or something of the same shape
   * @param most at least the number of messages
   */
  private ParsedBody parse(byte[] text, byte[] body, int first, int most) {
    Factories used = factories;
    used.bytes += text.length; // a lost update only delays the next line
    if (used.bytes > FACTORY_BYTES) {
      factories = new Factories(maxDepth);
    }
    JsonFactory factory = body[first] == '[' ? used.arrayOfMessages : used.oneMessage;
    try (JsonParser parser = factory.createParser(text)) {
      return parse(parser, body, first, most);
    } catch (IOException e) {
      throw new UncheckedIOException("a parser of bytes in memory did input or output", e);
    }
  }

  private ParsedBody parse(JsonParser parser, byte[] body, int first, int most) throws IOException {
    try {
      return body[first] == '[' ? parseArray(parser, body, most) : parseValue(parser, body, first);
    } catch (JsonEOFException e) {
      return new Invalid(Reasons.ENDS_EARLY);
    } catch (StreamConstraintsException e) {
      int limit = parser.streamReadConstraints().getMaxNestingDepth();
      int at = index(parser.currentLocation()) - 1;
      if (String.valueOf(e.getMessage()).contains("ame length")) {
        return new Invalid(Reasons.nameTooLong(MAX_NAME, at));
      }
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
        ? new Messages(MessageBatch.ofJson(body, first, Spaces.skipBack(body, body.length)))
        : afterValue(parser, body);
  }

  private static ParsedBody parseArray(JsonParser parser, byte[] body, int most)
      throws IOException {
    parser.nextToken();
    MessageIndex index = new MessageIndex(most);
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      index.add(tokenStart(parser));
      parser.skipChildren();
    }
    int close = tokenStart(parser);
    if (parser.nextToken() != null) {
      return afterValue(parser, body);
    }
    return index.isEmpty() ? new EmptyArray() : new Messages(index.batch(body, close));
  }

  private static int tokenStart(JsonParser parser) {
    return index(parser.currentTokenLocation());
  }

  private static int index(JsonLocation location) {
    return (int) location.getByteOffset();
  }

  private static Invalid afterValue(JsonParser parser, byte[] body) {
    return new Invalid(Reasons.afterValue(body, tokenStart(parser)));
  }
}
