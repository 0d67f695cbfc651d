#!/bin/sh
# Sees to it that the programs which the tests start are there and run. On Debian and its kin, as root, what is missing
# is installed; elsewhere it is named and the tests are not started, since none of them is ever skipped.
# Usage: install-test-packages.sh [list]; a line of the list is "<program> <Debian package> [<arguments that try it out>]".
set -eu
list=${1:-$(dirname "$0")/test-packages.txt}

# A program may be there and not run: a cargo of rustup's without a toolchain is one.
runs() {
  program=$1
  shift
  command -v "$program" >/dev/null && { [ $# = 0 ] || "$program" "$@" </dev/null >/dev/null 2>&1; }
}

missing() {
  sed 's/#.*//' "$list" | while read -r program package arguments || [ -n "$program" ]; do
    # The arguments are words without quotes, so they fall apart into them.
    # shellcheck disable=SC2086
    if [ -n "$program" ] && ! runs "$program" $arguments; then echo "$package $program $arguments"; fi
  done | sort -u
}

packages_of() {
  echo "$1" | sed 's/ .*//' | sort -u | tr '\n' ' ' | sed 's/ $//'
}

lacking=$(missing)
[ -n "$lacking" ] || exit 0
packages=$(packages_of "$lacking")

if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
  echo "The tests need these packages, which are installed now: $packages" >&2
  export DEBIAN_FRONTEND=noninteractive
  apt-get update --quiet >&2
  # Names of packages hold no blanks, so the list falls apart into them.
  # shellcheck disable=SC2086
  apt-get install --quiet --yes --no-install-recommends $packages >&2
  lacking=$(missing)
  [ -n "$lacking" ] || exit 0
  packages=$(packages_of "$lacking")
fi
echo "The tests need programs that are missing here. Nothing was run. Install these packages, then start again: $packages" >&2
echo "$lacking" | while read -r package program arguments; do
  if command -v "$program" >/dev/null; then
    echo "$program is there ($(command -v "$program")), but \"$program $arguments\" fails: mend it, or take it out of PATH so that the package $package counts." >&2
  fi
done
exit 1
