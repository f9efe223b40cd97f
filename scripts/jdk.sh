# Finds a JDK that can build and run this project, and exports it as JAVA_HOME. Sourced, not run.

required_jdk=25

# The feature release of the JDK in folder $1 (such as 25), or nothing where there is no JDK.
jdk_release() {
  [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] || return 0
  release=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release" 2>/dev/null)
  [ -n "$release" ] || release=$("$1/bin/javac" -version 2>&1 | sed -n 's/^javac \([0-9]*\).*/\1/p')
  echo "$release"
}

# The folder of the JDK whose javac is on the PATH, through any links, or nothing.
jdk_on_path() {
  javac=$(command -v javac) || return 0
  javac=$(readlink -f "$javac" 2>/dev/null) || return 0
  dirname "$(dirname "$javac")"
}

find_jdk() {
  looked_at=
  on_path=$(jdk_on_path)
  for home in "${JAVA_HOME:-}" "$on_path" \
    /usr/lib/jvm/* /usr/local/lib/jvm/* /usr/java/* /opt/java* /opt/java/* /opt/jdk* \
    "${HOME:-/root}"/.sdkman/candidates/java/* "${HOME:-/root}"/.jdks/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    [ -n "$home" ] && [ -d "$home" ] || continue
    release=$(jdk_release "$home")
    if [ "${release:-0}" -ge "$required_jdk" ]; then
      JAVA_HOME=$home
      export JAVA_HOME
      return 0
    fi
    looked_at="$looked_at
  $home (${release:+JDK }${release:-no JDK})"
  done
  cat >&2 <<MESSAGE
This needs JDK $required_jdk or later, and none was found. Install one, or set JAVA_HOME to its folder.
Looked at JAVA_HOME, the PATH, /usr/lib/jvm, /usr/local/lib/jvm, /usr/java, /opt/java*, /opt/jdk*,
~/.sdkman/candidates/java, ~/.jdks and /Library/Java/JavaVirtualMachines, which hold:${looked_at:-
  nothing}
MESSAGE
  return 1
}

find_jdk || exit 1
