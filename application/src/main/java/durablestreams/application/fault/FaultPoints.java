package durablestreams.application.fault;

/**
 * Is told whenever a {@link FaultPoint} is reached. A server that runs in earnest uses {@link
 * #NONE}.
 */
@FunctionalInterface
public interface FaultPoints {

  void reach(FaultPoint point);

  FaultPoints NONE = point -> {};
}
