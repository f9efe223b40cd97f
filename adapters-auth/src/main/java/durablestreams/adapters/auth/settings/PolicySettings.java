package durablestreams.adapters.auth.settings;

/** Names of the settings of {@code AUTH=policy}. */
public final class PolicySettings {

  public static final String POLICY_FILE = "AUTH_POLICY_FILE";
  public static final String JWT_SECRET = "AUTH_JWT_SECRET";
  public static final String JWKS_FILE = "AUTH_JWKS_FILE";
  public static final String JWKS_URL = "AUTH_JWKS_URL";
  public static final String ALGORITHMS = "AUTH_JWT_ALGORITHMS";
  public static final String ISSUER = "AUTH_JWT_ISSUER";
  public static final String AUDIENCE = "AUTH_JWT_AUDIENCE";
  public static final String CLOCK_SKEW = "AUTH_JWT_CLOCK_SKEW";
  public static final String TENANT_CLAIM = "AUTH_JWT_TENANT_CLAIM";
  public static final String STREAMS_CLAIM = "AUTH_JWT_STREAMS_CLAIM";

  private PolicySettings() {}
}
