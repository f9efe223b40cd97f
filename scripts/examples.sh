#!/bin/sh
# Builds the examples as projects elsewhere are built: against installed artifacts. They are
# installed into a local repository of this build, which is gone with target.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
. "$root/scripts/jdk.sh"
cd "$root"

common=${MAVEN_LOCAL_REPOSITORY:-$HOME/.m2/repository}
repository="-Dmaven.repo.local=$root/target/repository -Dmaven.repo.local.tail=$common"
./mvnw -q -B -ntp $repository -pl contract-kit,junit -am -DskipTests -Dspotless.check.skip=true \
  install "$@" </dev/null
version=$(sed -n 's|^  <version>\(.*\)</version>$|\1|p' pom.xml)
for example in examples/*/pom.xml; do
  ./mvnw -q -B -ntp $repository "-Ddurable-streams.version=$version" -f "$example" verify "$@" </dev/null
  echo "Built $(dirname "$example")"
done
[ -f bootstrap/target/bootstrap.jar ] || scripts/build-server
scripts/plugins.sh $repository "-Ddurable-streams.version=$version" "$@"
