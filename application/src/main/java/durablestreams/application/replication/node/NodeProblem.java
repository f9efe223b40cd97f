package durablestreams.application.replication.node;

import durablestreams.application.port.OutcomeUnknownException;
import durablestreams.application.port.replication.LogUnavailableException;
import durablestreams.application.replication.LogLostException;
import durablestreams.application.replication.encoding.UnknownRecordException;
import java.lang.System.Logger.Level;

/**
 * Current problem that keeps a node from following the log, in one sentence; each is logged once.
 */
final class NodeProblem {

  private static final System.Logger LOG = System.getLogger(NodeProblem.class.getName());

  private volatile String text = "";

  /** Empty while there is none. */
  String text() {
    return text;
  }

  boolean isEmpty() {
    return text.isEmpty();
  }

  void set(String problem) {
    text = problem;
  }

  void failed(Throwable failure) {
    Throwable cause = failure.getCause();
    Throwable e = failure instanceof OutcomeUnknownException && cause != null ? cause : failure;
    String what = e.getMessage() == null ? e.toString() : e.getMessage();
    if (!what.equals(text)) {
      boolean expected =
          e instanceof LogUnavailableException
              || e instanceof LogLostException
              || e instanceof UnknownRecordException;
      LOG.log(expected ? Level.WARNING : Level.ERROR, "This node cannot follow the log: " + what);
      LOG.log(Level.DEBUG, "Replication", e);
    }
    text = what;
  }
}
