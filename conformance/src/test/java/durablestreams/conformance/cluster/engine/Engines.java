package durablestreams.conformance.cluster.engine;

/** The engines by the names that scripts know. */
public final class Engines {

  /** PostgreSQL with a synchronous standby. */
  public static final String DEFAULT = "postgres";

  private Engines() {}

  /** Starts an engine. */
  public static ClusterEngine start(String name) {
    return switch (name) {
      case "postgres" -> PostgresEngine.withStandby();
      case "postgres-single" -> PostgresEngine.single();
      case "kafka" -> KafkaEngine.withReplicas();
      case "kafka-single" -> KafkaEngine.single();
      default ->
          throw new IllegalArgumentException(
              "there is no engine "
                  + name
                  + ": use postgres, postgres-single, kafka or kafka-single");
    };
  }
}
