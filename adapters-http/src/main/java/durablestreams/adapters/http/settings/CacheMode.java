package durablestreams.adapters.http.settings;

/** Caches that may keep the answers of this server. */
public enum CacheMode {

  /** Only the client itself. */
  PRIVATE,

  /** Proxies and content delivery networks too, as far as everyone may read the stream. */
  SHARED
}
