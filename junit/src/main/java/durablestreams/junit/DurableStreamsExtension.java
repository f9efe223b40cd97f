package durablestreams.junit;

import durablestreams.server.DurableStreams;
import durablestreams.server.DurableStreamsBuilder;
import java.util.function.Supplier;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Extension that starts a server for parameters of the type {@link DurableStreams}, and closes it
 * with the test or the class that asked for it.
 *
 * <pre>{@code
 * @RegisterExtension
 * static final DurableStreamsExtension STREAMS =
 *     new DurableStreamsExtension(() -> DurableStreams.builder().port(0).access(new MyPolicy()));
 * }</pre>
 */
public final class DurableStreamsExtension implements ParameterResolver {

  private final Namespace namespace = Namespace.create(DurableStreamsExtension.class, this);
  private final Supplier<DurableStreamsBuilder> builder;

  /** For servers in memory on a free port. */
  public DurableStreamsExtension() {
    this(() -> DurableStreams.builder().inMemory().port(0));
  }

  /** For servers as the builders describe them. */
  public DurableStreamsExtension(Supplier<DurableStreamsBuilder> builder) {
    this.builder = builder;
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == DurableStreams.class;
  }

  @Override
  public DurableStreams resolveParameter(ParameterContext parameter, ExtensionContext context) {
    // The store closes what it holds; it looks into those of the classes around first.
    Store store = context.getStore(namespace);
    DurableStreams running = store.get(DurableStreams.class, DurableStreams.class);
    if (running == null) {
      running = builder.get().start();
      store.put(DurableStreams.class, running);
    }
    return running;
  }
}
