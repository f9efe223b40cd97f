#!/bin/sh
# Installs the packages of ./package in a Debian without Java, and tests them there: the tarball, the
# Debian package (upgrade, removal and purge too) and the image of the Dockerfile. Each server runs as
# another user, sees its root read-only but for its data, and passes the official suite.
#   scripts/packages.sh [--keep FOLDER] [--no-suite] [--no-limits]
#     --keep        a folder for the Debian root, which the next run uses again
#     --no-suite    without the official suite, for a try
#     --no-limits   times are printed, and not compared with their limits
# It needs root, debootstrap, curl and Node. Times are the best of several runs.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
cd "$root"

keep= suite=yes limits=yes
while [ $# -gt 0 ]; do
  case $1 in
    --keep) keep=$2 && shift ;;
    --no-suite) suite= ;;
    --no-limits) limits= ;;
    *) sed -n 's/^# \{0,1\}//p' "$0" >&2 && exit 2 ;;
  esac
  shift
done

fail() {
  echo "FAILED: $1" >&2
  [ -z "${log:-}" ] || tail -n 20 "$log" >&2
  exit 1
}

[ "$(id -u)" = 0 ] || fail "this needs root"
for program in debootstrap curl node unshare dpkg-deb; do
  command -v "$program" >/dev/null || fail "this needs $program"
done

packages=$root/target/packages
ls "$packages"/*.deb >/dev/null 2>&1 || ./package
tarball=$(ls "$packages"/*.tar.gz)
deb=$(ls "$packages"/*.deb)
user=10001
port=$(node -e 's=require("net").createServer().listen(0,"127.0.0.1",()=>{console.log(s.address().port);s.close()})')
url=http://127.0.0.1:$port
work=$(mktemp -d)
log=$work/log
server=

clean() {
  [ -z "$server" ] || kill -9 "$server" 2>/dev/null || true
  umount "$work"/*/proc 2>/dev/null || true
  rm -rf --one-file-system "$work"
}
trap clean EXIT
trap 'exit 1' HUP INT TERM

now() {
  echo $(($(date +%s%N) / 1000000))
}

make_debian() {
  debian=${keep:-$work/debian}
  if [ ! -d "$debian/etc" ]; then
    # systemd is there for systemd-analyze; it does not run.
    debootstrap --variant=minbase --include=systemd bookworm "$debian" >"$log" 2>&1 ||
      fail "debootstrap failed"
  fi
  [ ! -e "$debian/usr/bin/java" ] || fail "there is a Java in $debian"
}

# copy FOLDER: a copy of the Debian root.
copy() {
  rm -rf "$1"
  cp -a "$debian" "$1"
}

# start ROOT DATA COMMAND...: starts a command in a root that is read-only but for the folder DATA.
start() {
  within "$@" >"$log" 2>&1 &
  server=$!
}

# The shell becomes the command, so that signals reach it.
within() {
  exec unshare --mount --propagation private sh -c '
    root=$1 data=$2
    shift 2
    mkdir -p "$root/proc"
    mount --bind "$root" "$root"
    mount --bind /proc "$root/proc"
    if [ "$data" != / ]; then
      mount --bind "$root/$data" "$root/$data"
    fi
    mount -o remount,bind,ro "$root"
    exec setpriv --no-new-privs chroot --userspec='"$user:$user"' "$root" "$@"
  ' sh "$@"
}

# await PATH: waits until the server answers.
await() {
  tries=0
  until curl -fs -o /dev/null "$url$1"; do
    tries=$((tries + 1))
    [ $tries -lt 6000 ] || fail "no answer within a minute"
    kill -0 "$server" 2>/dev/null || fail "the server ended"
    sleep 0.01
  done
}

stop() {
  kill -TERM "$server"
  code=0
  wait "$server" || code=$?
  server=
  [ $code = 0 ] || fail "exit code $code after SIGTERM"
}

append() {
  curl -fsS -o /dev/null -X PUT -H 'Content-Type: text/plain' --data "$2" "$url/v1/stream/$1"
}

expect() {
  [ "$(curl -fsS "$url/v1/stream/$1?offset=-1")" = "$2" ] || fail "$1 is not $2"
}

run_suite() {
  [ -n "$suite" ] || return 0
  (
    cd conformance/official
    [ -d node_modules ] || npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
    CONFORMANCE_TEST_URL=$url CONFORMANCE_SUBSCRIPTIONS=1 CONFORMANCE_LONG_POLL_TIMEOUT_MS=30000 \
      CONFORMANCE_TEST_TIMEOUT_MS=65000 \
      node node_modules/vitest/vitest.mjs run --reporter=dot </dev/null
  ) >"$work/suite" 2>&1 || {
    tail -n 60 "$work/suite" >&2
    fail "the official suite failed against the $1"
  }
  echo "$1: the official suite: $(grep -o 'Tests .*' "$work/suite")"
}

# limit NAME MILLISECONDS MOST
limit() {
  echo "$1: $2 ms (limit $3 ms)"
  [ -z "$limits" ] || [ "$2" -lt "$3" ] || fail "$1 took $2 ms"
}

test_tarball() {
  place=$work/tarball
  copy "$place"
  mkdir "$place/data"
  best=999999
  for _ in 1 2 3; do
    rm -rf "$place/opt" "$place/data"
    mkdir -p "$place/opt" "$place/data"
    chown "$user:$user" "$place/data"
    begin=$(now)
    tar -C "$place/opt" -xzf "$tarball"
    home=/opt/$(ls "$place/opt")
    start "$place" data "$home/bin/durable-streams" --data=/data --port="$port" --admin-port=0
    await /health
    append first hello
    took=$(($(now) - begin))
    [ $took -ge $best ] || best=$took
    expect first hello
    stop
  done
  limit "tarball: from unpacking to the first append" $best 3000
  best=999999
  for _ in 1 2 3 4 5; do
    begin=$(now)
    start "$place" data "$home/bin/durable-streams" --data=/data --port="$port" --admin-port=0
    await /health
    took=$(($(now) - begin))
    [ $took -ge $best ] || best=$took
    stop
  done
  limit "tarball: from the start to the first answer" $best 500
  start "$place" data "$home/bin/durable-streams" --data=/data --port="$port" --admin-port=0 \
    --long-poll-timeout=3s --subscriptions-development
  await /health
  expect first hello
  [ "$(within "$place" data "$home/bin/ds" read first --url="$url" </dev/null)" = hello ] ||
    fail "ds does not read the stream"
  run_suite tarball
  stop
  # A link to the launcher, as in /usr/local/bin, finds the rest.
  ln -s "$home/bin/durable-streams" "$place/usr/local/bin/durable-streams"
  within "$place" data durable-streams --version | grep -q '^durable-streams ' ||
    fail "the launcher does not work through a link"
  rm -rf "$place"
}

# The command of the unit, as systemd would start it.
start_unit() {
  command=$(sed -n 's/^ExecStart=//p' "$place/usr/lib/systemd/system/durable-streams.service")
  # shellcheck disable=SC2086
  PORT=$port ADMIN_PORT=0 start "$place" var/lib/durable-streams $command "$@"
  await /health
}

test_deb() {
  place=$work/deb
  copy "$place"
  mount --bind /proc "$place/proc"
  chroot "$place" systemctl --version >/dev/null
  cp "$deb" "$place/tmp/first.deb"
  chroot "$place" dpkg -i /tmp/first.deb >"$log" 2>&1 || fail "dpkg -i failed"
  chroot "$place" systemd-analyze verify durable-streams.service >"$work/verify" 2>&1 ||
    { cat "$work/verify" >&2 && fail "systemd-analyze verify"; }
  ! grep durable-streams "$work/verify" || fail "systemd-analyze verify has remarks"
  chroot "$place" systemd-analyze security --offline=true --threshold=30 --no-pager \
    durable-streams.service >"$work/security" 2>&1 ||
    { cat "$work/security" >&2 && fail "systemd-analyze security"; }
  echo "deb: $(grep -o 'Overall exposure.*' "$work/security")"
  # Stands for StateDirectory.
  install -d -o $user -g $user -m 700 "$place/var/lib/durable-streams"
  sed -i 's/^port = .*/# the port comes from the environment/' \
    "$place/etc/durable-streams/server.conf"
  start_unit --long-poll-timeout=3s --subscriptions-development
  append kept "before the upgrade"
  run_suite deb
  stop

  dpkg-deb -R "$deb" "$work/second"
  sed -i 's/^\(Version: .*\)-[0-9]*$/\1-9/' "$work/second/DEBIAN/control"
  dpkg-deb --root-owner-group -Zgzip --build "$work/second" "$place/tmp/second.deb" >/dev/null
  rm -rf "$work/second"
  chroot "$place" dpkg -i /tmp/second.deb >"$log" 2>&1 || fail "the upgrade failed"
  chroot "$place" dpkg -s durable-streams | grep -q '^Version: .*-9$' || fail "no upgrade"
  grep -q 'comes from the environment' "$place/etc/durable-streams/server.conf" ||
    fail "the upgrade replaced server.conf"
  start_unit
  expect kept "before the upgrade"
  append after "the upgrade"
  stop
  chroot "$place" dpkg -r durable-streams >"$log" 2>&1 || fail "dpkg -r failed"
  [ -s "$place/var/lib/durable-streams/streams.db" ] || fail "removing took the streams"
  [ -e "$place/etc/durable-streams/server.conf" ] || fail "removing took server.conf"
  [ ! -e "$place/usr/lib/durable-streams" ] || fail "removing left the server"
  chroot "$place" dpkg -P durable-streams >"$log" 2>&1 || fail "dpkg -P failed"
  [ ! -e "$place/var/lib/durable-streams" ] || fail "purging left the streams"
  [ ! -e "$place/etc/durable-streams" ] || fail "purging left settings"
  echo "deb: installed, upgraded without loss, removed and purged"
  umount "$place/proc"
  rm -rf "$place"
}

# A list of JSON strings, one a line.
words() {
  sed -e 's/^[^[]*\["//' -e 's/"\]$//' -e 's/", "/\n/g'
}

# Reads the Dockerfile into a root that has the C library and nothing else: no shell.
make_image() {
  mkdir -p "$place/etc" "$place/tmp" "$place/proc"
  libraries=$(dirname "$(find "$debian/usr/lib" -name libc.so.6 | head -n 1)")
  target=$place/${libraries#"$debian/"}
  mkdir -p "$target"
  for library in libc libm libdl libpthread librt libresolv libnss_files libnss_dns; do
    cp -a "$libraries/$library".so.* "$target/"
  done
  cp -a "$libraries"/ld-linux*.so.* "$target/"
  cp -a "$debian/lib" "$place/lib"
  [ ! -e "$debian/lib64" ] || cp -a "$debian/lib64" "$place/lib64"
  [ ! -d "$debian/usr/lib64" ] || cp -a "$debian/usr/lib64" "$place/usr/lib64"
  : >"$work/environment"
  while read -r instruction rest; do
    case $instruction in
      COPY)
        owner=0:0
        case $rest in --chown=*) owner=${rest#--chown=} && owner=${owner%% *} && rest=${rest#* } ;; esac
        mkdir -p "$place${rest#* }"
        cp -a "$root/${rest% *}/." "$place${rest#* }/"
        chown -R "$owner" "$place${rest#* }"
        ;;
      USER) [ "$rest" = "$user:$user" ] || fail "the image does not run as $user" ;;
      VOLUME) volume=$rest ;;
      ENV) echo "$rest" | tr ' ' '\n' >>"$work/environment" ;;
      HEALTHCHECK) echo "$rest" | words >"$work/health" ;;
      ENTRYPOINT) echo "$rest" | words >"$work/entry" ;;
      FROM | WORKDIR | EXPOSE | '' | '#'*) ;;
      *) fail "the Dockerfile has an instruction that is not known here: $instruction" ;;
    esac
  done <Dockerfile
  [ ! -e "$place/bin/sh" ] || fail "the image has a shell"
}

# in_image start|within FILE ARGUMENTS...: the command of FILE in the image.
in_image() {
  how=$1 file=$2
  shift 2
  while read -r word; do
    set -- "$@" "$word"
  done <"$file"
  # shellcheck disable=SC2046
  export $(cat "$work/environment") PORT="$port" ADMIN_PORT=0 LONG_POLL_TIMEOUT=3s \
    SUBSCRIPTIONS_DEVELOPMENT=on PUBLIC_URL="$url"
  "$how" "$place" "$volume" "$@"
}

test_image() {
  place=$work/image
  make_image
  in_image start "$work/entry"
  await /health
  (in_image within "$work/health") >"$work/answer" 2>&1 || fail "the health check fails"
  append image hello
  run_suite image
  stop
  if (in_image within "$work/health") >"$work/answer" 2>&1; then
    fail "the health check passes without a server"
  fi
  in_image start "$work/entry"
  await /health
  expect image hello
  stop
  rm -rf "$place"
}

make_debian
test_tarball
test_deb
test_image
echo "The packages pass."
