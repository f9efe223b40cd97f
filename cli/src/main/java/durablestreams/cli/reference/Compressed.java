package durablestreams.cli.reference;

import durablestreams.cli.base.CliException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Decompression of large values of the npm package lmdb: a length, and an LZ4 block that refers to
 * a dictionary before it.
 */
final class Compressed {
  private static final int SHORT_LENGTH = 0xFE;
  private static final int LONG_LENGTH = 0xFF;
  private static final int LARGEST = 64 << 20;

  private final byte[] dictionary;

  Compressed() throws IOException {
    try (InputStream in = Compressed.class.getResourceAsStream("lmdb-dictionary.txt")) {
      if (in == null) {
        throw new IllegalStateException("the dictionary is missing");
      }
      byte[] all = in.readAllBytes();
      this.dictionary = Arrays.copyOf(all, all.length / 8 * 8);
    }
  }

  /** The value as it was before it was compressed, if it was. */
  byte[] plain(byte[] value) {
    int first = value.length < 8 ? 0 : value[0] & 0xFF;
    if (first == SHORT_LENGTH) {
      return block(value, 4, number(value, 1, 3));
    }
    return first == LONG_LENGTH ? block(value, 8, number(value, 4, 4)) : value;
  }

  private static int number(byte[] value, int at, int length) {
    int number = 0;
    for (int i = at; i < at + length; i++) {
      number = number << 8 | (value[i] & 0xFF);
    }
    return number;
  }

  private byte[] block(byte[] in, int from, int length) {
    if (length < 0 || length > LARGEST) {
      throw damaged();
    }
    byte[] out = Arrays.copyOf(dictionary, dictionary.length + length);
    try {
      if (decode(in, from, out) != out.length) {
        throw damaged();
      }
    } catch (ArrayIndexOutOfBoundsException e) {
      throw damaged();
    }
    return Arrays.copyOfRange(out, dictionary.length, out.length);
  }

  private int decode(byte[] in, int from, byte[] out) {
    int at = from;
    int to = dictionary.length;
    while (at < in.length) {
      int token = in[at++] & 0xFF;
      int literals = token >> 4;
      if (literals == 15) {
        int more;
        do {
          more = in[at++] & 0xFF;
          literals += more;
        } while (more == 255);
      }
      System.arraycopy(in, at, out, to, literals);
      at += literals;
      to += literals;
      if (at == in.length) {
        return to;
      }
      int distance = (in[at] & 0xFF) | (in[at + 1] & 0xFF) << 8;
      at += 2;
      int match = (token & 15) + 4;
      if (match == 19) {
        int more;
        do {
          more = in[at++] & 0xFF;
          match += more;
        } while (more == 255);
      }
      for (int i = 0; i < match; i++, to++) {
        out[to] = out[to - distance];
      }
    }
    return to;
  }

  private static CliException damaged() {
    return CliException.failed("bad_folder", "a compressed value of metadata.lmdb is damaged");
  }
}
