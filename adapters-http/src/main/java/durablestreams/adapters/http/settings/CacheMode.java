package durablestreams.adapters.http.settings;

/** Who may keep what this server answers. */
public enum CacheMode {

  /** Only the client itself. */
  PRIVATE,

  /** Proxies and content delivery networks too, as far as everyone may read the stream. */
  SHARED
}
