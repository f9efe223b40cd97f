package durablestreams.application.fault;

/** Callback for each {@link FaultPoint} that is reached. Production servers use {@link #NONE}. */
@FunctionalInterface
public interface FaultPoints {

  void reach(FaultPoint point);

  FaultPoints NONE = point -> {};
}
