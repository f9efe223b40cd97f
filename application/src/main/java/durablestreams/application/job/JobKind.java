package durablestreams.application.job;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Kind of a job. */
public enum JobKind {
  BACKUP,
  COMPACTION,
  VERIFICATION,
  HOUSEKEEPING;

  /** The name that operators use. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The kind of that name; empty if there is none. */
  public static Optional<JobKind> parse(String label) {
    return Arrays.stream(values()).filter(kind -> kind.label().equals(label)).findFirst();
  }
}
