package durablestreams.benchmarks.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import durablestreams.benchmarks.workload.Metric;
import durablestreams.benchmarks.workload.Sample;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The reader of what {@link ResultsJson} wrote; figures that are no longer known are left out. */
public final class ResultsFile {

  private static final Map<String, Metric> METRICS =
      Arrays.stream(Metric.values()).collect(Collectors.toMap(Figures::label, Function.identity()));

  private final Results results;
  private final Set<String> targets = new LinkedHashSet<>();

  private ResultsFile(Results results) {
    this.results = results;
  }

  /**
   * Adds what a file holds to the results.
   *
   * @return the targets of the file, in its order
   * @throws IOException when it cannot be read or is not such a file
   */
  public static List<String> read(Path file, Results into) throws IOException {
    ResultsFile reader = new ResultsFile(into);
    try (JsonParser json = new JsonFactory().createParser(file.toFile())) {
      reader.expect(json, JsonToken.START_OBJECT);
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        if (json.currentName().equals("workloads")) {
          reader.workloads(json);
        } else {
          json.nextToken();
          json.skipChildren();
        }
      }
    } catch (com.fasterxml.jackson.core.JacksonException e) {
      throw new IOException(file + " is no results.json: " + e.getOriginalMessage(), e);
    }
    return List.copyOf(reader.targets);
  }

  private void workloads(JsonParser json) throws IOException {
    expect(json, JsonToken.START_OBJECT);
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String workload = json.currentName();
      expect(json, JsonToken.START_OBJECT);
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        boolean target = json.nextToken() == JsonToken.START_OBJECT && !name.equals("parameters");
        if (target) {
          targets.add(name);
          figures(json, workload, name);
        } else {
          json.skipChildren();
        }
      }
    }
  }

  private void figures(JsonParser json, String workload, String target) throws IOException {
    List<Sample> runs = new ArrayList<>();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      Metric metric = METRICS.get(json.currentName());
      if (json.nextToken() != JsonToken.START_ARRAY || metric == null) {
        json.skipChildren();
        continue;
      }
      for (int run = 0; json.nextToken() != JsonToken.END_ARRAY; run++) {
        if (run == runs.size()) {
          runs.add(new Sample());
        }
        runs.get(run).put(metric, json.getDoubleValue());
      }
    }
    runs.forEach(sample -> results.add(workload, target, sample));
  }

  private void expect(JsonParser json, JsonToken token) throws IOException {
    if (json.nextToken() != token) {
      throw new IOException("not a results.json: " + token + " is missing");
    }
  }
}
