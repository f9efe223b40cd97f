package durablestreams.benchmarks.workload;

/** A figure that workloads yield. The order here is the order in tables. */
public enum Metric {
  APPENDS("appends", "/s", Better.HIGHER, Role.SHOWN),
  SECOND_1("second 1, appends", "/s", Better.HIGHER, Role.SHOWN),
  SECOND_2("second 2, appends", "/s", Better.HIGHER, Role.SHOWN),
  SECOND_5("second 5, appends", "/s", Better.HIGHER, Role.SHOWN),
  SECOND_10("second 10, appends", "/s", Better.HIGHER, Role.SHOWN),
  HIGHEST("highest rate before", "/s", Better.HIGHER, Role.SHOWN),
  DELIVERIES("deliveries", "/s", Better.HIGHER, Role.SHOWN),
  FIRST_READ("first read", "MB/s", Better.HIGHER, Role.SHOWN),
  READ_RATE("read", "MB/s", Better.HIGHER, Role.SHOWN),
  CREATES("creates", "/s", Better.HIGHER, Role.SHOWN),
  DELETES("deletes", "/s", Better.HIGHER, Role.SHOWN),
  P50("p50", "ms", Better.LOWER, Role.SHOWN),
  P99("p99", "ms", Better.LOWER, Role.SHOWN),
  P999("p99.9", "ms", Better.LOWER, Role.DETAIL),
  SOAK_P999("p99.9 of the long run", "ms", Better.LOWER, Role.SHOWN),
  LONGEST("longest", "ms", Better.LOWER, Role.DETAIL),
  START_UP("first answer", "ms", Better.LOWER, Role.SHOWN),
  KIB_PER_CONNECTION("memory per connection", "KiB", Better.LOWER, Role.SHOWN),
  BYTES_PER_STREAM("memory per stream", "bytes", Better.LOWER, Role.SHOWN),
  RESIDENT_PEAK("resident memory, most", "MiB", Better.LOWER, Role.SHOWN),
  RESIDENT("resident memory", "MiB", Better.LOWER, Role.DETAIL),
  RESIDENT_IDLE("resident memory, idle", "MiB", Better.LOWER, Role.SHOWN),
  HEAP_LIVE("heap in use, idle", "MiB", Better.LOWER, Role.SHOWN),
  HEAP_GROWTH("live heap, after to before", "×", Better.LOWER, Role.SHOWN),
  MESSAGES("messages sent", "/s", Better.HIGHER, Role.DETAIL),
  WHOLE_PASS("whole read", "ms", Better.LOWER, Role.DETAIL),
  PAGES("requests for one pass", "", Better.LOWER, Role.DETAIL),
  SERVER_CORES("server's processors", "cores", Better.LOWER, Role.DETAIL),
  GENERATOR_CORES("generator's processors", "cores", Better.LOWER, Role.DETAIL),
  REOPENED("connections opened again", "", Better.LOWER, Role.DETAIL),
  STOLEN_WORST("processors stolen by the host, worst second", "%", Better.LOWER, Role.SHOWN),
  STOLEN("processors stolen by the host", "%", Better.LOWER, Role.FAULT),
  LOST("lost", "", Better.LOWER, Role.FAULT),
  REPEATED("repeated", "", Better.LOWER, Role.FAULT),
  ERRORS("errors", "", Better.LOWER, Role.FAULT);

  /** Which direction is good. */
  public enum Better {
    HIGHER,
    LOWER
  }

  /** Where a figure appears. */
  public enum Role {
    /** Always in tables. */
    SHOWN,
    /** In tables when it is not 0. */
    FAULT,
    /** In the JSON file only. */
    DETAIL
  }

  private final String label;
  private final String unit;
  private final Better better;
  private final Role role;

  Metric(String label, String unit, Better better, Role role) {
    this.label = label;
    this.unit = unit;
    this.better = better;
    this.role = role;
  }

  /** What a reader calls it. */
  public String label() {
    return label;
  }

  /** Its unit, empty for a plain number. */
  public String unit() {
    return unit;
  }

  /** Which direction is good. */
  public Better better() {
    return better;
  }

  /** Where it appears. */
  public Role role() {
    return role;
  }
}
