package durablestreams.benchmarks.report;

import durablestreams.application.json.JsonWriter;
import durablestreams.benchmarks.workload.Metric;
import durablestreams.benchmarks.workload.Workload;
import java.util.List;
import java.util.Map;

/** The results as JSON: every figure of every run, for later comparison. */
public final class ResultsJson {

  private ResultsJson() {}

  /** Renders facts, options and results. */
  public static String of(
      Map<String, String> facts,
      Map<String, String> options,
      Results results,
      List<Workload> workloads,
      List<String> targets) {
    JsonWriter json = new JsonWriter(4096).beginObject();
    strings(json, "machine", facts);
    strings(json, "options", options);
    json.name("workloads").beginObject();
    for (Workload workload : workloads) {
      json.name(workload.name()).beginObject().member("sentence", workload.sentence());
      strings(json, "parameters", workload.parameters());
      for (String target : targets) {
        target(json, results, workload.name(), target);
      }
      json.endObject();
    }
    return json.endObject().endObject() + "\n";
  }

  private static void strings(JsonWriter json, String name, Map<String, String> members) {
    json.name(name).beginObject();
    members.forEach(json::member);
    json.endObject();
  }

  /** The figures of a target, if it was measured at all. */
  private static void target(JsonWriter json, Results results, String workload, String target) {
    boolean measured = false;
    for (Metric metric : Metric.values()) {
      var spread = results.spread(workload, target, metric);
      if (spread.isPresent()) {
        measured = begin(json, target, measured);
        json.name(Figures.label(metric)).beginArray();
        spread.get().values().forEach(json::value);
        json.endArray();
      }
    }
    var failure = results.failure(workload, target);
    if (failure.isPresent()) {
      measured = begin(json, target, measured);
      json.member("failure", failure.get());
    }
    if (measured) {
      json.endObject();
    }
  }

  private static boolean begin(JsonWriter json, String target, boolean begun) {
    if (!begun) {
      json.name(target).beginObject();
    }
    return true;
  }
}
