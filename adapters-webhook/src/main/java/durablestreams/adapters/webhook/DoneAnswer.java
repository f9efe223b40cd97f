package durablestreams.adapters.webhook;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import java.io.IOException;

/** Reader of the answer {@code {"done": true}}; whatever else was answered is not that. */
final class DoneAnswer {

  private static final int MAX_DEPTH = 64;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
          .recyclerPool(JsonRecyclerPools.nonRecyclingPool())
          .build();

  private DoneAnswer() {}

  static boolean in(byte[] body) {
    try (JsonParser parser = FACTORY.createParser(body)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return false;
      }
      boolean done = false;
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String name = parser.currentName();
        JsonToken value = parser.nextToken();
        done |= "done".equals(name) && value == JsonToken.VALUE_TRUE;
        parser.skipChildren();
      }
      return done;
    } catch (IOException e) {
      return false;
    }
  }
}
