package durablestreams.conformance.harness;

import java.net.URI;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.support.ParameterDeclarations;

/**
 * One server process per store for the whole test run, started by the first class that asks and
 * stopped at the end.
 */
final class SharedServers implements ArgumentsProvider {
  private static final Namespace NAMESPACE = Namespace.create(SharedServers.class);

  @Override
  public Stream<? extends Arguments> provideArguments(
      ParameterDeclarations parameters, ExtensionContext context) {
    Optional<String> elsewhere = Optional.ofNullable(System.getenv("IMPLEMENTATION_TEST_URL"));
    if (elsewhere.isPresent()) {
      return Stream.of(
          Arguments.of(Named.of(elsewhere.get(), StreamServer.at(URI.create(elsewhere.get())))));
    }
    return Stream.of("memory", "sqlite")
        .map(store -> Arguments.of(Named.of(store, running(store, context).server())));
  }

  private static ServerProcess running(String store, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(NAMESPACE)
        .getOrComputeIfAbsent(store, SharedServers::start, ServerProcess.class);
  }

  private static ServerProcess start(String store) {
    return ServerProcess.start(ServerCommand.store(store).with("--long-poll-timeout=2s"));
  }
}
