package durablestreams.application.sequencer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReclaimPaceTest {

  private static final long START = 1_000;
  private static final long SECOND = 1_000_000_000;

  private final ReclaimPace pace = new ReclaimPace(START);

  /** A piece that begins as soon as it may; when it ended. */
  private long piece(long now, long takes, boolean more) {
    assertThat(pace.rest(now)).isLessThanOrEqualTo(0);
    pace.begin();
    pace.end(now, now + takes, more);
    return now + takes;
  }

  @Test
  void nothingIsDoneUnlessAsked() {
    assertThat(pace.rest(START + SECOND)).isEqualTo(ReclaimPace.FOREVER);
    pace.ask();
    assertThat(pace.rest(START)).isLessThanOrEqualTo(0);
  }

  @Test
  void mostOfTheTimeIsForCallersHoweverLongAPieceTakes() {
    pace.ask();
    long now = START;
    long worked = 0;
    for (long takes : new long[] {SECOND, 3_000_000, 20_000, 500_000_000, 1}) {
      now = piece(now, takes, true);
      worked += takes;
      long rest = pace.rest(now);
      assertThat(rest).isPositive();
      now += rest;
    }
    assertThat(worked).isLessThanOrEqualTo((now - START) / 5);
  }

  @Test
  void evenAfterTheShortestPieceThereIsTimeToSeeWhoCommits() {
    pace.ask();
    long end = piece(START, 1, true);
    assertThat(pace.rest(end)).isEqualTo(ReclaimPace.LEAST_REST);
  }

  @Test
  void whenNothingIsLeftTheNextPieceWaitsForAQuestion() {
    pace.ask();
    long end = piece(START, 5, false);
    assertThat(pace.rest(end + SECOND)).isEqualTo(ReclaimPace.FOREVER);
    pace.ask();
    assertThat(pace.rest(end)).isEqualTo(ReclaimPace.LEAST_REST);
  }

  @Test
  void aQuestionDuringAPieceIsNotForgotten() {
    pace.ask();
    pace.begin();
    pace.ask();
    pace.end(START, START + 5, false);
    assertThat(pace.rest(START + SECOND)).isLessThanOrEqualTo(0);
  }
}
