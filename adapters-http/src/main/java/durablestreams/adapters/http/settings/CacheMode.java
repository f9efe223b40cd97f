package durablestreams.adapters.http.settings;

/** Who may keep what this server answers. */
public enum CacheMode {

  /** Only the client itself. */
  PRIVATE,

  /** Proxies and content delivery networks too, unless an access policy guards reads. */
  SHARED
}
