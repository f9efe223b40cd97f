package durablestreams.application.contract;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.application.access.Access;
import durablestreams.application.access.AccessPolicy;
import durablestreams.application.access.AccessRequest;
import durablestreams.application.access.Action;
import durablestreams.application.access.Caller;
import durablestreams.application.access.Credentials;
import durablestreams.domain.stream.StreamPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Contract of every {@link AccessPolicy}, including custom ones. */
public abstract class AccessPolicyContract {

  private static final List<StreamPath> STREAMS =
      List.of(
          new StreamPath("a"),
          new StreamPath("tenant-a/orders"),
          new StreamPath("tenant-a//../x"),
          new StreamPath("*"),
          new StreamPath("session:42"),
          new StreamPath("ünï/💧"),
          new StreamPath("__registry__"));

  /** The policy under test; a new one for each call. */
  protected abstract AccessPolicy policy();

  /** The header that the policy looks at. */
  protected String header() {
    return "Authorization";
  }

  private Credentials of(String value) {
    return name -> name.equalsIgnoreCase(header()) ? Optional.of(value) : Optional.empty();
  }

  private static List<Access> answers(AccessPolicy policy, Credentials credentials) {
    List<Access> answers = new ArrayList<>();
    for (Action action : Action.values()) {
      for (StreamPath stream : STREAMS) {
        answers.add(policy.decide(new AccessRequest(action, stream, credentials)));
      }
    }
    return answers;
  }

  @Test
  void saysThatItGuardsReadsWhenItRefusesOne() {
    try (AccessPolicy policy = policy()) {
      boolean refuses =
          STREAMS.stream()
              .map(s -> policy.decide(new AccessRequest(Action.READ, s, Credentials.NONE)))
              .anyMatch(access -> !(access instanceof Access.Granted));
      assertThat(policy.guardsReads() || !refuses).isTrue();
    }
  }

  /** A shared cache answers others without asking the policy. */
  @Test
  void grantsToEveryoneOnlyWhatItGrantsWithoutCredentials() {
    try (AccessPolicy policy = policy()) {
      List<Access> anonymous = answers(policy, Credentials.NONE);
      for (String value : List.of("", "Bearer x", "x")) {
        List<Access> answers = answers(policy, of(value));
        for (int i = 0; i < answers.size(); i++) {
          if (answers.get(i) instanceof Access.Granted(Caller _, boolean everyone) && everyone) {
            assertThat(anonymous.get(i)).isInstanceOf(Access.Granted.class);
          }
        }
      }
      assertThat(policy.hasPublicReads() || answersToEveryone(anonymous) == 0).isTrue();
    }
  }

  private static long answersToEveryone(List<Access> answers) {
    return answers.stream()
        .limit(STREAMS.size()) // those to READ, the first action
        .filter(access -> access instanceof Access.Granted(Caller _, boolean everyone) && everyone)
        .count();
  }

  @Test
  void hasNothingToForbidToAnUnknownCaller() {
    try (AccessPolicy policy = policy()) {
      assertThat(answers(policy, Credentials.NONE))
          .noneMatch(Access.Forbidden.class::isInstance)
          .noneMatch(access -> access instanceof Access.Refused(int status, _, _) && status == 403);
    }
  }

  @Test
  void answersGarbageWithoutAnExceptionAndWithoutRepeatingIt() {
    long seed = new Random().nextLong();
    System.out.println(getClass().getSimpleName() + ": seed " + seed);
    Random random = new Random(seed);
    try (AccessPolicy policy = policy()) {
      for (int i = 0; i < 500; i++) {
        String garbage = garbage(random);
        for (Access access : answers(policy, of(garbage))) {
          assertThat(reason(access)).doesNotContain(garbage);
        }
      }
    }
  }

  private static String garbage(Random random) {
    StringBuilder text = new StringBuilder(random.nextBoolean() ? "Bearer x" : "x");
    int length = random.nextInt(9, 60);
    for (int i = 0; i < length; i++) {
      text.append((char) random.nextInt(0x20, random.nextInt(4) == 0 ? 0x100 : 0x7f));
    }
    return text.toString();
  }

  private static String reason(Access access) {
    return switch (access) {
      case Access.Granted _ -> "";
      case Access.Unauthenticated(String challenge, String reason) -> challenge + reason;
      case Access.Forbidden(String reason) -> reason;
      case Access.Unavailable(String reason) -> reason;
      case Access.Refused(_, var headers, String body) -> headers + body;
    };
  }

  @Test
  void answersManyThreadsAlike() throws Exception {
    try (AccessPolicy policy = policy();
        ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<Access> expected = answers(policy, of("Bearer somebody"));
      Callable<List<Access>> task = () -> answers(policy, of("Bearer somebody"));
      List<Future<List<Access>>> results = new ArrayList<>();
      for (int i = 0; i < 64; i++) {
        results.add(threads.submit(task));
      }
      for (Future<List<Access>> result : results) {
        assertThat(result.get()).isEqualTo(expected);
      }
    }
  }
}
