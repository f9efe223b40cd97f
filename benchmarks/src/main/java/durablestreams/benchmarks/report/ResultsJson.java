package durablestreams.benchmarks.report;

import durablestreams.benchmarks.workload.Metric;
import durablestreams.benchmarks.workload.Workload;
import java.util.LinkedHashMap;
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
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("machine", facts);
    root.put("options", options);
    Map<String, Object> byWorkload = new LinkedHashMap<>();
    for (Workload workload : workloads) {
      byWorkload.put(workload.name(), workload(results, workload, targets));
    }
    root.put("workloads", byWorkload);
    return Json.of(root);
  }

  private static Map<String, Object> workload(
      Results results, Workload workload, List<String> targets) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("sentence", workload.sentence());
    object.put("parameters", workload.parameters());
    for (String target : targets) {
      Map<String, Object> figures = new LinkedHashMap<>();
      for (Metric metric : Metric.values()) {
        results
            .spread(workload.name(), target, metric)
            .ifPresent(spread -> figures.put(Figures.label(metric), spread.values()));
      }
      results.failure(workload.name(), target).ifPresent(reason -> figures.put("failure", reason));
      if (!figures.isEmpty()) {
        object.put(target, figures);
      }
    }
    return object;
  }
}
