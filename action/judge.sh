#!/usr/bin/env bash
# Judges what was checked out, and tells the verdict where GitHub reads it. Inputs come as JUDGE_* variables.
set -uo pipefail

if [ "${GITHUB_EVENT_NAME:-}" = pull_request_target ]; then
  echo '::error::proofloop judge runs the code of the pull request, which pull_request_target would give write access and secrets: use the event pull_request'
  exit 2
fi
cd "$GITHUB_WORKSPACE" || exit 2

has() { git cat-file -e "$1^{commit}" 2>/dev/null; }

# The commit that the change is judged against. A merge that GitHub has made names it as its first parent, in a
# shallow clone too; the base branch's own commits are then on both sides.
find_base() {
  if [ -n "$JUDGE_BASE" ]; then
    echo "$JUDGE_BASE"
    return
  fi
  local parents
  parents=$(git cat-file commit "$JUDGE_HEAD^{commit}" | sed -n '/^$/q; s/^parent //p')
  if [ "$(printf '%s\n' "$parents" | wc -l)" -gt 1 ] || [ -z "${PULL_REQUEST_BASE:-}" ]; then
    printf '%s\n' "$parents" | head -n 1
    return
  fi
  has "$PULL_REQUEST_BASE" || git fetch -q --no-tags origin "$PULL_REQUEST_BASE" >&2
  if ! git merge-base "$PULL_REQUEST_BASE" "$JUDGE_HEAD" 2>/dev/null; then
    git fetch -q --no-tags --unshallow origin >&2
    git merge-base "$PULL_REQUEST_BASE" "$JUDGE_HEAD"
  fi
}

base=$(find_base)
if [ -n "$base" ] && ! has "$base"; then git fetch -q --no-tags --depth=1 origin "$base"; fi

reports=$(mktemp -d "${RUNNER_TEMP:-/tmp}/proofloop-XXXXXX")
export PROOFLOOP_HOME="$reports/home"
arguments=(-C "$JUDGE_FOLDER" --head "$JUDGE_HEAD" --evidence "$JUDGE_EVIDENCE" --sandbox "$JUDGE_SANDBOX")
[ -z "$base" ] || arguments+=(--base "$base")
add() {
  while IFS= read -r line; do [ -z "$line" ] || arguments+=("$1" "$line"); done <<<"$2"
}
add --verify "$JUDGE_VERIFY"
add --setup "$JUDGE_SETUP"
add --allow-changes "$JUDGE_ALLOW_CHANGES"

# What is printed holds names and outputs of the code that is judged. GitHub's runner obeys commands in any line, behind
# blanks too, so that it is told to obey none until the annotations, which proofloop has written itself.
token=$(node -p 'crypto.randomUUID()')
echo "::stop-commands::$token"
node "$GITHUB_ACTION_PATH/dist/proofloop.js" judge "${arguments[@]}" \
  --markdown "$reports/judgement.md" --junit "$reports/judgement.xml" --sarif "$reports/judgement.sarif" \
  2>&1 >"$reports/judgement.txt"
code=$?
grep -v '^::' "$reports/judgement.txt"
echo "::$token::"
grep '^::' "$reports/judgement.txt"

verdict=$(sed -n '1s/^\(proven\|verified\|refused\|needs review\): .*/\1/p' "$reports/judgement.txt")
# The judgement's own: a repository, or what its setup installed, can have files of that name elsewhere in the home.
certificate=$(find "$PROOFLOOP_HOME/runs" -mindepth 2 -maxdepth 2 -type f -name certificate.json 2>/dev/null | head -n 1)
if [ -n "$certificate" ]; then
  cp "$certificate" "$reports/certificate.json"
  certificate="$reports/certificate.json"
fi
{
  echo "verdict=${verdict:-not measured}"
  echo "certificate=$certificate"
  echo "reports=$reports/*.*"
} >>"$GITHUB_OUTPUT"
if [ -e "$reports/judgement.md" ]; then
  cat "$reports/judgement.md" >>"$GITHUB_STEP_SUMMARY"
else
  echo 'proofloop: nothing was measured; the log of this step says why.' >>"$GITHUB_STEP_SUMMARY"
fi
exit "$code"
