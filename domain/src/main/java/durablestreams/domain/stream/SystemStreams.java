package durablestreams.domain.stream;

/** Stream names reserved for the server. */
public final class SystemStreams {

  /** Events of all created and deleted streams; clients can only read it. */
  public static final StreamPath REGISTRY = new StreamPath("__registry__");

  /** The first segment of names that the protocol keeps for control (protocol, section 6). */
  public static final String CONTROL_PREFIX = "__ds";

  private SystemStreams() {}

  public static boolean isControl(StreamPath path) {
    return path.value().equals(CONTROL_PREFIX) || path.value().startsWith(CONTROL_PREFIX + "/");
  }
}
