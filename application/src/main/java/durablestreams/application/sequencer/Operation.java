package durablestreams.application.sequencer;

/**
 * Operation that is decided on the lane. It reads streams and records changes through its {@link
 * Batch}, and is run again on fresh state if its first decision could not be committed.
 *
 * @param <R> result for the caller, once the changes are durable
 */
@FunctionalInterface
public interface Operation<R> {

  R decide(Batch batch);
}
