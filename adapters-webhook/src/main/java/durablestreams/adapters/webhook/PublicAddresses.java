package durablestreams.adapters.webhook;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;

/**
 * Addresses of the public internet, by the registries of special-purpose addresses (RFC 6890):
 * everything that is reserved, private, local, a group, documentation or a tunnel is not one. Cloud
 * metadata services are at link-local and private addresses.
 */
final class PublicAddresses {

  private record Block(int[] start, int bits) {

    static Block v4(int a, int b, int c, int bits) {
      return new Block(new int[] {a, b, c, 0}, bits);
    }

    /** A block of IPv6 within its first 32 bits. */
    static Block v6(int first, int second, int bits) {
      return new Block(new int[] {first >> 8, first & 0xff, second >> 8, second & 0xff}, bits);
    }

    boolean holds(byte[] address) {
      for (int bit = 0; bit < bits; bit++) {
        int mask = 0x80 >> (bit & 7);
        if ((start[bit >> 3] & mask) != (address[bit >> 3] & mask)) {
          return false;
        }
      }
      return true;
    }
  }

  private static final List<Block> NOT_PUBLIC_V4 =
      List.of(
          Block.v4(0, 0, 0, 8),
          Block.v4(10, 0, 0, 8),
          Block.v4(100, 64, 0, 10),
          Block.v4(127, 0, 0, 8),
          Block.v4(169, 254, 0, 16),
          Block.v4(172, 16, 0, 12),
          Block.v4(192, 0, 0, 24),
          Block.v4(192, 0, 2, 24),
          Block.v4(192, 88, 99, 24),
          Block.v4(192, 168, 0, 16),
          Block.v4(198, 18, 0, 15),
          Block.v4(198, 51, 100, 24),
          Block.v4(203, 0, 113, 24),
          Block.v4(224, 0, 0, 4),
          Block.v4(240, 0, 0, 4));

  private static final Block GLOBAL_V6 = Block.v6(0x2000, 0, 3);

  /** Within {@link #GLOBAL_V6}: protocol assignments and Teredo, documentation, 6to4. */
  private static final List<Block> NOT_PUBLIC_V6 =
      List.of(
          Block.v6(0x2001, 0, 23),
          Block.v6(0x2001, 0xdb8, 32),
          Block.v6(0x2002, 0, 16),
          Block.v6(0x3fff, 0, 20));

  private PublicAddresses() {}

  static boolean hold(InetAddress address) {
    byte[] bytes = address.getAddress();
    return address instanceof Inet4Address
        ? NOT_PUBLIC_V4.stream().noneMatch(block -> block.holds(bytes))
        : GLOBAL_V6.holds(bytes) && NOT_PUBLIC_V6.stream().noneMatch(block -> block.holds(bytes));
  }
}
