#!/bin/sh
# An hour of mixed load on servers with archive and registry: streams are created, written, read,
# forked, closed, deleted and left to expire, and one of the two servers is killed at random. Prints
# a table of heap after a collection, descriptors, threads and size of the data folder. The exit
# status is 0 when all of them are within 10 % of those after ten minutes, and no stream was wrong.
#   scripts/soak.sh [--minutes=60] [--seed=N]
set -eu
. "$(dirname "$0")/help.sh"
exec "$(dirname "$0")/../conformance/soak" mixed "$@"
