package durablestreams.adapters.sqlite.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Size of a file, its inode and the time of the last change of that, as text without spaces. No
 * program can set the time, so a file that was written, copied or put back has another stamp. Where
 * the system has no inodes, it is the time of the last write.
 */
public final class FileStamp {

  private FileStamp() {}

  /** The stamp of {@code file} as it is now; empty when it cannot be read. */
  public static String of(Path file) {
    try {
      if (!file.getFileSystem().supportedFileAttributeViews().contains("unix")) {
        return Files.size(file) + "/" + Files.getLastModifiedTime(file);
      }
      Map<String, Object> attributes = Files.readAttributes(file, "unix:size,ino,ctime");
      return attributes.get("size") + "/" + attributes.get("ino") + "/" + attributes.get("ctime");
    } catch (IOException e) {
      return "";
    }
  }
}
