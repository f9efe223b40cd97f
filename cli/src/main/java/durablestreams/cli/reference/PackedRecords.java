package durablestreams.cli.reference;

import durablestreams.cli.base.CliException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reader of MessagePack as the npm package msgpackr writes it: objects are records, whose names
 * stand in the value or in a list that all values share.
 */
final class PackedRecords {
  private static final Object NOTHING = Optional.empty();
  private static final int RECORD = 'r';

  private final Map<Integer, List<?>> shared = new HashMap<>();

  /** Takes the list that all values share. */
  void share(byte[] value) {
    if (read(value) instanceof List<?> structures) {
      for (int i = 0; i < structures.size(); i++) {
        if (structures.get(i) instanceof List<?> names) {
          shared.put(i, names);
        }
      }
    }
  }

  /** The value: maps, lists, strings, numbers, booleans. */
  Object read(byte[] value) {
    try {
      return new Reader(ByteBuffer.wrap(value)).value();
    } catch (BufferUnderflowException e) {
      throw damaged();
    }
  }

  private static CliException damaged() {
    return CliException.failed("bad_folder", "a value of metadata.lmdb is damaged");
  }

  private final class Reader {
    private final ByteBuffer in;
    private final Map<Integer, List<?>> own = new HashMap<>();

    Reader(ByteBuffer in) {
      this.in = in;
    }

    Object value() {
      int b = in.get() & 0xFF;
      if (b < 0x40) {
        return (long) b;
      }
      if (b < 0x80) {
        return record(b);
      }
      if (b < 0x90) {
        return map(b & 0x0F);
      }
      if (b < 0xA0) {
        return list(b & 0x0F);
      }
      if (b < 0xC0) {
        return text(b & 0x1F);
      }
      return b >= 0xE0 ? (Object) (long) (byte) b : sized(b);
    }

    private Object sized(int b) {
      return switch (b) {
        case 0xC2 -> false;
        case 0xC3 -> true;
        case 0xC4 -> skipped(in.get() & 0xFF);
        case 0xC5 -> skipped(in.getShort() & 0xFFFF);
        case 0xC6 -> skipped(in.getInt());
        case 0xC7 -> extension(in.get() & 0xFF);
        case 0xCA -> (long) in.getFloat();
        case 0xCB -> (long) in.getDouble();
        case 0xCC -> in.get() & 0xFFL;
        case 0xCD -> in.getShort() & 0xFFFFL;
        case 0xCE -> in.getInt() & 0xFFFFFFFFL;
        case 0xCF, 0xD3 -> in.getLong();
        case 0xD0 -> (long) in.get();
        case 0xD1 -> (long) in.getShort();
        case 0xD2 -> (long) in.getInt();
        case 0xD4 -> extension(1);
        case 0xD5 -> extension(2);
        case 0xD6 -> extension(4);
        case 0xD7 -> extension(8);
        case 0xD8 -> extension(16);
        case 0xD9 -> text(in.get() & 0xFF);
        case 0xDA -> text(in.getShort() & 0xFFFF);
        case 0xDB -> text(in.getInt());
        case 0xDC -> list(in.getShort() & 0xFFFF);
        case 0xDD -> list(in.getInt());
        case 0xDE -> map(in.getShort() & 0xFFFF);
        case 0xDF -> map(in.getInt());
        default -> NOTHING;
      };
    }

    private Object extension(int length) {
      int type = in.get();
      if (type != RECORD || length > 2) {
        return skipped(length);
      }
      int id = in.get() & 0xFF;
      if (length == 2) {
        id |= (in.get() & 0xFF) << 8;
      }
      if (!(value() instanceof List<?> names)) {
        throw damaged();
      }
      own.put(id, names);
      return record(names);
    }

    private Object record(int id) {
      List<?> names = own.get(id);
      if (names == null) {
        int index = id - 0x40;
        names = shared.get(index < 32 ? index : (index - 32) + 32 * (in.get() & 0xFF));
      }
      if (names == null) {
        throw damaged();
      }
      return record(names);
    }

    private Object record(List<?> names) {
      Map<String, Object> record = new LinkedHashMap<>();
      for (Object name : names) {
        record.put(name.toString(), value());
      }
      return record;
    }

    private Object map(int size) {
      Map<String, Object> map = new LinkedHashMap<>();
      for (int i = 0; i < size; i++) {
        map.put(value().toString(), value());
      }
      return map;
    }

    private Object list(int size) {
      List<Object> list = new ArrayList<>();
      for (int i = 0; i < size; i++) {
        list.add(value());
      }
      return list;
    }

    private Object text(int length) {
      byte[] utf8 = new byte[checked(length)];
      in.get(utf8);
      return new String(utf8, StandardCharsets.UTF_8);
    }

    private Object skipped(int length) {
      in.position(in.position() + checked(length));
      return NOTHING;
    }

    private int checked(int length) {
      if (length < 0 || length > in.remaining()) {
        throw damaged();
      }
      return length;
    }
  }
}
