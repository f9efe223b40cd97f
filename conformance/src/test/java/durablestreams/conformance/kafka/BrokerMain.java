package durablestreams.conformance.kafka;

import java.nio.file.Path;
import kafka.Kafka;
import kafka.tools.StorageTool;

/** A broker that is a controller as well: its storage is formatted unless it was used before. */
public final class BrokerMain {

  private BrokerMain() {}

  /**
   * Runs the broker until it is ended.
   *
   * @param arguments the file of its properties, and the id of the cluster
   */
  public static void main(String[] arguments) {
    String properties = Path.of(arguments[0]).toString();
    String[] format = {"format", "-t", arguments[1], "-c", properties, "--ignore-formatted"};
    int failure = StorageTool.execute(format, System.out);
    if (failure != 0) {
      System.exit(failure);
    }
    Kafka.main(new String[] {properties});
  }
}
