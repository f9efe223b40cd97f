#!/bin/sh
# Runs the commands of docs/plugins.md as they stand, with a free port, folders of this build and
# the packaged server. A command that ends with "# 401" has to be answered with that status.
#   scripts/plugins.sh [options for Maven]
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
. "$root/scripts/jdk.sh"
cd "$root"

work=$root/target/plugins
rm -rf "$work"
mkdir -p "$work"
port=${PLUGINS_PORT:-14437}

# Artifacts are installed already.
awk '/^```bash$/ { inside = 1; next } /^```$/ { inside = 0 } inside' docs/plugins.md |
  grep -v '^\./mvnw .* install ' |
  sed -e "s|/tmp/|$work/|g" \
    -e "s|http://127.0.0.1:4437|http://127.0.0.1:$port|g" \
    -e "s|^\./mvnw|./mvnw -ntp $*|" \
    -e "s|^\./serve --|$JAVA_HOME/bin/java -jar bootstrap/target/bootstrap.jar --port=$port --admin-port=0 --|" \
    -e "s|^\./serve |$JAVA_HOME/bin/java -jar bootstrap/target/bootstrap.jar |" >"$work/commands"

sh "$work/commands" >"$work/output" 2>&1 </dev/null || true
sed -n 's/.*# \([1-5][0-9][0-9]\)$/\1/p' "$work/commands" >"$work/expected"
sed -n 's/^HTTP\/1\.1 \([1-5][0-9][0-9]\).*/\1/p' "$work/output" >"$work/answered"

fail() {
  echo "The commands of docs/plugins.md: $1" >&2
  cat "$work/output" >&2
  exit 1
}
cmp -s "$work/expected" "$work/answered" || fail "other answers than expected"
for text in 'Plug-in: access policy api-key of api-key-policy.jar' 'this API key is not known' \
  'X-Reason: unknown-key' 'Plug-in: archive zip of zip-archive.jar' 'Archive: zip files in' \
  '1 objects' 'no problems'; do
  grep -q "$text" "$work/output" || fail "no \"$text\""
done
echo "Ran the commands of docs/plugins.md"
