package durablestreams.adapters.http.subscription;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Reader of one JSON object of a request, member by member; it keeps nothing that is not asked for.
 */
final class ControlReader implements AutoCloseable {

  private static final int MAX_DEPTH = 32;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
          .recyclerPool(JsonRecyclerPools.nonRecyclingPool())
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .build();

  /** Takes a member that the reader stands at, or skips it. */
  @FunctionalInterface
  interface Member {
    void read(String name) throws IOException;
  }

  private final JsonParser parser;

  private ControlReader(JsonParser parser) {
    this.parser = parser;
  }

  /**
   * Reads the object in {@code body}; an empty body is an object without members.
   *
   * @throws ControlProblem when it is none, or a member is not what it should be
   */
  static void read(byte[] body, Function<ControlReader, Member> members) {
    if (body.length == 0) {
      return;
    }
    try (ControlReader reader = new ControlReader(FACTORY.createParser(body))) {
      reader.parser.nextToken();
      reader.object("the body", members.apply(reader));
      if (reader.parser.nextToken() != null) {
        throw ControlProblem.invalid("the body has text after the end of the JSON");
      }
    } catch (IOException e) {
      throw ControlProblem.invalid("the body is not valid JSON");
    }
  }

  /** Reads the members of the object at hand; a member that is {@code null} counts as absent. */
  void object(String what, Member member) throws IOException {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      throw ControlProblem.invalid(what + " must be a JSON object");
    }
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      if (parser.nextToken() != JsonToken.VALUE_NULL) {
        member.read(name);
      }
    }
  }

  /** Reads the items of the array at hand. */
  void array(String what, int limit, Member item) throws IOException {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      throw ControlProblem.invalid(what + " must be an array");
    }
    int count = 0;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (++count > limit) {
        throw ControlProblem.invalid(what + " has at most " + limit + " items");
      }
      item.read(what);
    }
  }

  String text(String what) throws IOException {
    if (parser.currentToken() != JsonToken.VALUE_STRING) {
      throw ControlProblem.invalid(what + " must be a string");
    }
    return parser.getText();
  }

  List<String> texts(String what, int limit) throws IOException {
    List<String> texts = new ArrayList<>();
    array(what, limit, item -> texts.add(text("each of " + what)));
    return texts;
  }

  long number(String what) throws IOException {
    if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT) {
      throw ControlProblem.invalid(what + " must be a whole number");
    }
    try {
      return parser.getLongValue();
    } catch (IOException e) {
      throw ControlProblem.invalid(what + " is too large");
    }
  }

  boolean flag(String what) throws IOException {
    return switch (parser.currentToken()) {
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case null, default -> throw ControlProblem.invalid(what + " must be true or false");
    };
  }

  void skip() throws IOException {
    parser.skipChildren();
  }

  @Override
  public void close() throws IOException {
    parser.close();
  }
}
