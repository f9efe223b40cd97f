package durablestreams.conformance.greedy;

import java.io.IOException;

/**
 * A chain of forks of forks with a byte of their own each, as long as the server allows it; its end
 * is read and appended to, also after a restart.
 */
final class ForkChain implements Scenario {
  private static final int SHORT_CHAIN = 400;
  private static final int CHAIN = 20_000;
  private static final int READERS = 4;
  private static final byte[] BYTE = {'f'};

  @Override
  public String name() {
    return "fork-chain";
  }

  @Override
  public void run(GreedyRun run) throws IOException, InterruptedException {
    Preparation.create(run, stream(0), Requests.BYTES);
    int last = grow(run, run.size(SHORT_CHAIN, CHAIN));
    run.tally().add("depth", last);
    use(run, last, 20);
    run.restart();
    use(run, last, 20);
    run.start(READERS, _ -> use(run, last, 1_000));
    run.await();
  }

  /** Forks the newest one until that is refused; gives its number. */
  private static int grow(GreedyRun run, int limit) throws IOException, InterruptedException {
    Http1Client connection = run.connect();
    int number = 0;
    try {
      while (number < limit && !run.over()) {
        connection.send(Requests.append(stream(number), Requests.BYTES, BYTE));
        run.tally().add("append " + connection.reply());
        String from = "Stream-Forked-From: " + Requests.path(stream(number));
        connection.send(Requests.create(stream(number + 1), Requests.BYTES, from));
        int status = connection.reply();
        run.tally().add("fork " + status);
        if (status != 201) {
          break;
        }
        number++;
      }
      return number;
    } finally {
      run.release(connection);
    }
  }

  private static void use(GreedyRun run, int number, int times)
      throws IOException, InterruptedException {
    Http1Client connection = run.connect();
    try {
      for (int i = 0; i < times && !run.over(); i++) {
        connection.send(Requests.append(stream(number), Requests.BYTES, BYTE));
        run.tally().add("append " + connection.reply());
        connection.send(Requests.plain("GET", Requests.path(stream(number)) + "?offset=-1"));
        run.tally().add("read " + connection.reply());
      }
    } finally {
      run.release(connection);
    }
  }

  private static String stream(int number) {
    return "greedy/fork/" + number;
  }
}
