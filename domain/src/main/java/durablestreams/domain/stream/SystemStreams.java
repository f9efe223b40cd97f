package durablestreams.domain.stream;

/** Names that belong to the server. */
public final class SystemStreams {

  /** Tells of every stream that is created or deleted; clients may read it, and nothing else. */
  public static final StreamPath REGISTRY = new StreamPath("__registry__");

  /** The first segment of names that the protocol keeps for control (protocol, section 6). */
  public static final String CONTROL_PREFIX = "__ds";

  private SystemStreams() {}

  public static boolean isControl(StreamPath path) {
    return path.value().equals(CONTROL_PREFIX) || path.value().startsWith(CONTROL_PREFIX + "/");
  }
}
