package durablestreams.application.quota;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class StorageQuotaTest {

  private final Map<String, Long> stored = new HashMap<>();
  private final AtomicInteger measurements = new AtomicInteger();
  private long nanos;

  private StorageQuota quota(long perTenant, long all) {
    return new StorageQuota(this::bytesOf, this::bytesOfAll, perTenant, all, () -> nanos);
  }

  private long bytesOf(String tenant) {
    measurements.incrementAndGet();
    return stored.getOrDefault(tenant, 0L);
  }

  private long bytesOfAll() {
    measurements.incrementAndGet();
    return stored.values().stream().mapToLong(bytes -> bytes).sum();
  }

  private void later(Duration time) {
    nanos += time.toNanos();
  }

  @Test
  void withoutLimitsNothingIsMeasured() {
    assertThat(quota(0, 0).admit("a", Long.MAX_VALUE)).isNull();
    assertThat(measurements).hasValue(0);
  }

  @Test
  void whatIsStoredAndWhatIsAdmittedCount() {
    stored.put("a", 60L);
    StorageQuota quota = quota(100, 0);
    assertThat(quota.admit("a", 30)).isNull();
    assertThat(quota.admit("a", 11)).isEqualTo(new StorageQuota.Exceeded(true, 100));
    assertThat(quota.admit("a", 10)).isNull();
    assertThat(quota.admit("b", 100)).isNull();
    assertThat(measurements).hasValue(2);
  }

  @Test
  void whatAnotherServerAdmittedCountsFromTheNextMeasurement() {
    StorageQuota quota = quota(100, 150);
    assertThat(quota.admit("a", 10)).isNull();
    assertThat(quota.admit("", 10)).isNull();
    stored.put("a", 95L);
    stored.put("b", 50L);
    quota.measureAnew();
    assertThat(quota.admit("a", 6)).isEqualTo(new StorageQuota.Exceeded(true, 100));
    assertThat(quota.admit("", 6)).isEqualTo(new StorageQuota.Exceeded(false, 150));
    assertThat(quota.admit("a", 5)).isNull();
  }

  @Test
  void bytesOfNoTenantCountInAll() {
    StorageQuota quota = quota(10, 100);
    assertThat(quota.admit("", 100)).isNull();
    assertThat(quota.admit("a", 1)).isEqualTo(new StorageQuota.Exceeded(false, 100));
    assertThat(quota.admit("a", 0)).as("a close").isNull();
  }

  @Test
  void deletesGiveBackAFewSecondsLater() {
    stored.put("a", 100L);
    StorageQuota quota = quota(100, 0);
    assertThat(quota.admit("a", 1)).isNotNull();
    stored.put("a", 0L);
    later(Duration.ofSeconds(1));
    assertThat(quota.admit("a", 1)).as("measured just now").isNotNull();
    later(Duration.ofSeconds(2));
    assertThat(quota.admit("a", 1)).isNull();
  }

  @Test
  void aTenantWithinItsLimitIsMeasuredOnceAMinute() {
    StorageQuota quota = quota(1_000_000, 0);
    for (int second = 0; second < 300; second++) {
      quota.admit("a", 1);
      later(Duration.ofSeconds(1));
    }
    assertThat(measurements.get()).isBetween(4, 6);
  }

  @Test
  void aTenantAtItsLimitIsNotMeasuredForEachAppend() {
    stored.put("a", 100L);
    StorageQuota quota = quota(100, 0);
    for (int i = 0; i < 1_000; i++) {
      assertThat(quota.admit("a", 1)).isNotNull();
    }
    assertThat(measurements).hasValue(1);
  }
}
