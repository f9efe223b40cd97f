package durablestreams.conformance.history;

import durablestreams.conformance.harness.ServerCommand;
import durablestreams.histories.check.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;

/**
 * Rounds of kills and power cuts, started by {@code conformance/rounds}. Each five of them have one
 * server, one history and one seed.
 */
public final class HistoryRounds {
  private static final int IN_A_ROW = 5;

  private HistoryRounds() {}

  /** {@code --kills=N}, {@code --cuts=N} and {@code --seed=N}. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    long seed = new SecureRandom().nextLong();
    int kills = 200;
    int cuts = 50;
    for (String argument : arguments) {
      String value = argument.substring(argument.indexOf('=') + 1);
      switch (argument.replaceAll("=.*", "")) {
        case "--seed" -> seed = Long.parseLong(value);
        case "--kills" -> kills = Integer.parseInt(value);
        case "--cuts" -> cuts = Integer.parseInt(value);
        default -> {
          System.err.println("usage: conformance/rounds [--kills=200] [--cuts=50] [--seed=N]");
          System.exit(2);
        }
      }
    }
    int found = 0;
    for (int done = 0; done < kills; done += IN_A_ROW) {
      found += print(run("kill -9", seed, Math.min(IN_A_ROW, kills - done), false), seed++);
    }
    for (int done = 0; done < cuts; done += IN_A_ROW) {
      found += print(run("power cut", seed, Math.min(IN_A_ROW, cuts - done), true), seed++);
    }
    System.out.println(
        kills + " rounds of kill -9 and " + cuts + " power cuts: " + found + " violations");
    System.exit(found == 0 ? 0 : 1);
  }

  private record Round(String name, int times, Report report, HistoryRun run) {}

  private static int print(Round round, long seed) throws IOException {
    System.out.printf(
        "%d rounds of %s, seed %d: %s%n", round.times(), round.name(), seed, round.report());
    if (!round.report().isClean()) {
      Path file = Files.createTempFile("history-" + seed + "-", ".jsonl");
      round.run().history().save(file);
      System.out.println("the history is in " + file);
    }
    return round.report().found();
  }

  private static Round run(String name, long seed, int times, boolean cut)
      throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("history");
    HistoryRun run;
    Report report;
    if (cut) {
      PowerCut power = PowerCut.compiledInto(folder, "gcc");
      run = new HistoryRun(power.under(command(seed)), seed);
      report = run.run(times, (data, random) -> power.cut(data, random, random.nextBoolean()));
    } else {
      run = new HistoryRun(command(seed), seed);
      report = run.run(times, (data, random) -> {});
    }
    return new Round(name, times, report, run);
  }

  /** Every other seed seals and uploads all the time, so that crashes fall into that as well. */
  static ServerCommand command(long seed) {
    ServerCommand command = ServerCommand.store("sqlite");
    return seed % 2 == 0
        ? command
        : command
            .env("ARCHIVE", "files")
            .env("SEGMENT_MAX_MESSAGES", "3")
            .env("UPLOAD_DELAY", "0s");
  }
}
