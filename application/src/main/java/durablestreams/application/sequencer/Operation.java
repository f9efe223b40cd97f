package durablestreams.application.sequencer;

/**
 * Something that is decided on the lane. It looks at streams and records changes through the {@link
 * Batch} it is given, and may be run again on fresh state when its first decision could not be
 * committed.
 *
 * @param <R> what the caller is told once the changes are durable
 */
@FunctionalInterface
public interface Operation<R> {

  R decide(Batch batch);
}
