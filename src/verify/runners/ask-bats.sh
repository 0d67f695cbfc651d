#!/bin/sh
# Named to bats as what formats its lines: keeps them as a report, and prints what bats prints without it.
# A bats that is started by a test is left alone.
plain() { sed -e '/^begin [0-9][0-9]* /d' -e '/^suite /d'; }
if [ -z "${PROOFLOOP_REPORTS-}" ] || [ -n "${PROOFLOOP_ASKED-}" ] || [ -n "${BATS_TEST_NUMBER-}" ]; then
  plain
  exit
fi
number=1
until mkdir "$PROOFLOOP_REPORTS/$number" 2>/dev/null; do
  [ -d "$PROOFLOOP_REPORTS/$number" ] || { plain; exit; }
  number=$((number + 1))
done
place=$PROOFLOOP_REPORTS/$number
folder=$(pwd | sed -e 's/[\\"]/\\&/g')
printf '{"runner":"bats","folder":"%s"}' "$folder" > "$place/asked.json"
tee "$place/report.tap" | plain
