#!/bin/sh
# Compares the system calls of the packaged server with those that its unit allows.
#   scripts/system-calls.sh [--list]
#     --list   prints the calls that were made, with how often
# The server of ./package runs under strace through a start, requests of every kind, a backup, a
# reload and a stop; the sets are those of the systemd that is installed here. It needs strace,
# systemd-analyze and curl, and leaves the services of this machine alone.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
cd "$root"

list=
case ${1:-} in
  '') ;;
  --list) list=yes ;;
  *) sed -n 's/^# \{0,1\}//p' "$0" >&2 && exit 2 ;;
esac

fail() {
  echo "FAILED: $1" >&2
  tail -n 20 "$work/log" >&2 || true
  exit 1
}

work=$(mktemp -d)
server=
clean() {
  [ -z "$server" ] || pkill -KILL -P "$server" || true
  rm -rf "$work"
}
trap clean EXIT
trap 'exit 1' HUP INT TERM
for program in strace systemd-analyze curl; do
  command -v "$program" >/dev/null || fail "this needs $program"
done
home=$root/target/packages/durable-streams
[ -x "$home/bin/durable-streams" ] || ./package

# members SET: the calls of a set, and of the sets that it names.
members() {
  for word in $(systemd-analyze --no-pager syscall-filter "$1" | sed -e 1d -e 's/#.*//'); do
    case $word in
      @*) members "$word" ;;
      *) echo "$word" ;;
    esac
  done
}

# What the lines SystemCallFilter of the unit leave: a set is allowed, or taken away with a tilde.
allowed() {
  : >"$work/allowed"
  sed -n 's/^SystemCallFilter=//p' packaging/durable-streams.service | while read -r sets; do
    case $sets in
      '~'*)
        for set in ${sets#?}; do members "$set"; done | sort -u >"$work/refused"
        comm -23 "$work/allowed" "$work/refused" >"$work/rest"
        ;;
      *) for set in $sets; do members "$set"; done | sort -u - "$work/allowed" >"$work/rest" ;;
    esac
    mv "$work/rest" "$work/allowed"
  done
}

# send METHOD PATH [OPTIONS OF CURL]
send() {
  method=$1 path=$2
  shift 2
  curl -fsS --max-time 60 -o "$work/answer" -X "$method" "$@" "$url$path" || fail "$method $path"
}

load() {
  send PUT /v1/stream/calls -H 'Content-Type: application/json'
  for i in $(seq 100); do
    [ "$i" = 1 ] || echo next
    printf 'url = "%s/v1/stream/calls"\ndata = "{\\"n\\":%s}"\n' "$url" "$i"
    printf 'header = "Content-Type: application/json"\noutput = "%s"\n' "$work/answer"
  done >"$work/appends"
  curl -fsS --no-progress-meter --max-time 120 --parallel --parallel-max 16 -K "$work/appends" ||
    fail "appends"
  send GET '/v1/stream/calls?offset=-1'
  send GET '/v1/stream/calls?offset=-1' -H 'Accept-Encoding: gzip'
  send GET '/v1/stream/calls?offset=-1' --http2-prior-knowledge
  send HEAD /v1/stream/calls --head
  curl -s --max-time 3 -o "$work/events" "$url/v1/stream/calls?offset=-1&live=sse" || true
  grep -q '^event: data' "$work/events" || fail "no events"
  send GET '/v1/stream/calls?offset=now&live=long-poll'
  head -c 3000000 /dev/urandom >"$work/bytes"
  send PUT /v1/stream/large -H 'Content-Type: application/octet-stream' \
    --data-binary "@$work/bytes"
  send GET '/v1/stream/large?offset=-1'
  send PUT /v1/stream/brief -H 'Content-Type: text/plain' -H 'Stream-TTL: 1'
  send DELETE /v1/stream/large
  curl -fsS --max-time 60 -o "$work/answer" "$admin/metrics" || fail "metrics"
  kill -HUP "$java"
}

: >"$work/log"
allowed
cat >"$work/settings" <<SETTINGS
data = $work/data
port = 0
admin-port = $((20000 + $$ % 10000))
long-poll-timeout = 1s
upload-delay = 0
segment-max-messages = 20
backup-target = $work/backups
backup-every = 1m
SETTINGS
# Not as root, for which SQLite makes other calls.
as_user=
if [ "$(id -u)" = 0 ]; then
  as_user='setpriv --reuid=10001 --regid=10001 --clear-groups'
  chown 10001:10001 "$work"
fi
# shellcheck disable=SC2086
$as_user strace -f -c -o "$work/calls" "$home/bin/durable-streams" --config="$work/settings" \
  >"$work/log" 2>&1 &
server=$!
tries=0
until grep -q 'Streams at' "$work/log"; do
  tries=$((tries + 1))
  [ $tries -lt 600 ] || fail "no start within a minute"
  kill -0 "$server" 2>/dev/null || fail "the server ended"
  sleep 0.1
done
java=$(pgrep -P "$server")
url=$(sed -n 's/.*Listening on //p' "$work/log")
admin=$(sed -n 's/.*Admin listener on //p' "$work/log")
load
kill -TERM "$java"
wait "$server" || fail "exit code $?"
server=

# The last column; the first lines and the last two are not of calls.
awk '$1 ~ /^[0-9.]+$/ && $NF != "total" { print $NF, $4 }' "$work/calls" | sort >"$work/made"
[ -z "$list" ] || cat "$work/made"
cut -d ' ' -f 1 "$work/made" | comm -23 - "$work/allowed" >"$work/extra"
echo "$(wc -l <"$work/made") different calls, of $(wc -l <"$work/allowed") that the unit allows."
[ ! -s "$work/extra" ] || { cat "$work/extra" >&2 && fail "the unit refuses these calls"; }
