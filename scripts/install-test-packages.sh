#!/bin/sh
# Sees to it that the programs which the tests start are there. On Debian and its kin, as root, what is missing is
# installed; elsewhere it is named and the tests are not started, since none of them is ever skipped.
# Usage: install-test-packages.sh [list]; a line of the list is "<program> <Debian package>".
set -eu
list=${1:-$(dirname "$0")/test-packages.txt}

missing_packages() {
  sed 's/#.*//' "$list" | while read -r program package || [ -n "$program" ]; do
    if [ -n "$program" ] && ! command -v "$program" >/dev/null; then echo "$package"; fi
  done | sort -u | tr '\n' ' ' | sed 's/ $//'
}

packages=$(missing_packages)
[ -n "$packages" ] || exit 0

if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
  echo "The tests need these packages, which are installed now: $packages" >&2
  export DEBIAN_FRONTEND=noninteractive
  apt-get update --quiet >&2
  # Names of packages hold no blanks, so the list falls apart into them.
  # shellcheck disable=SC2086
  apt-get install --quiet --yes --no-install-recommends $packages >&2
  packages=$(missing_packages)
  [ -n "$packages" ] || exit 0
fi
echo "The tests need programs that are missing here. Nothing was run. Install these packages, then start again: $packages" >&2
exit 1
