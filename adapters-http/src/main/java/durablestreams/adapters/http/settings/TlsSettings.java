package durablestreams.adapters.http.settings;

import java.nio.file.Path;

/**
 * Files of the server's certificate and its key. Both files are PEM and are read again when they
 * change, for connections opened from then on.
 *
 * @param certificate the chain, the server's own certificate first
 * @param privateKey the key of the first certificate, PKCS #8 and not encrypted
 */
public record TlsSettings(Path certificate, Path privateKey) {}
