package durablestreams.adapters.http.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import durablestreams.adapters.http.headers.MalformedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReadQueryTest {

  @Test
  void readsWhatItKnowsAndIgnoresTheRest() {
    assertThat(ReadQuery.parse("x=1&live=sse&&offset=-1&y&cursor=12&=&%zz=1"))
        .isEqualTo(new ReadQuery("-1", "sse", "12"));
    assertThat(ReadQuery.parse("")).isEqualTo(new ReadQuery(null, null, ""));
    assertThat(ReadQuery.parse("offsets=1&OFFSET=2")).isEqualTo(new ReadQuery(null, null, ""));
  }

  @Test
  void tellsAnEmptyOffsetFromNone() {
    assertThat(ReadQuery.parse("offset=").offset()).isEmpty();
    assertThat(ReadQuery.parse("offset").offset()).isEmpty();
    assertThat(ReadQuery.parse("live=sse").offset()).isNull();
  }

  @Test
  void decodesNamesAndValues() {
    assertThat(ReadQuery.parse("%6Fffset=n%6Fw&live=long%2Dpoll"))
        .isEqualTo(new ReadQuery("now", "long-poll", ""));
    assertThat(ReadQuery.parse("offset=a+b%20c").offset()).isEqualTo("a b c");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "offset=1&offset=1",
        "offset=-1&%6fffset=-1",
        "live=sse&live=",
        "cursor=1&cursor=2",
        "offset=%",
        "offset=%4",
        "offset=%zz",
        "offset=%c3",
        "cursor=%ff"
      })
  void refusesWhatIsAmbiguousOrNotEncoded(String query) {
    assertThatThrownBy(() -> ReadQuery.parse(query)).isInstanceOf(MalformedException.class);
  }
}
