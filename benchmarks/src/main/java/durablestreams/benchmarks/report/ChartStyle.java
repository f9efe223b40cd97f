package durablestreams.benchmarks.report;

/** The style sheets of charts: the colours of light and of dark pages. */
final class ChartStyle {

  /** For light pages. */
  static final String LIGHT =
      """
      text { font: 12px system-ui, sans-serif; fill: #1f2328 }
      .title { font-size: 14px; font-weight: 600 }
      .note { fill: #59636e }
      .bar0 { fill: #0969da } .bar1 { fill: #bc4c00 } .bar2 { fill: #8c959f }
      .bar3 { fill: #1a7f37 } .bar4 { fill: #8250df }
      """;

  private static final String DARK_COLOURS =
      """
      text { fill: #f0f6fc }
      .note { fill: #9198a1 }
      .bar0 { fill: #4493f8 } .bar1 { fill: #f0883e } .bar2 { fill: #6e7681 }
      .bar3 { fill: #3fb950 } .bar4 { fill: #ab7df8 }
      """;

  /** For dark pages. */
  static final String DARK = LIGHT + DARK_COLOURS;

  /** For pages that follow the scheme of their reader. */
  static final String READER =
      LIGHT + "@media (prefers-color-scheme: dark) {\n" + DARK_COLOURS + "}\n";

  private ChartStyle() {}
}
