#!/usr/bin/env bash
# Makes the action's own checkout of proofloop ready, and a sandbox where the machine has none.
set -euo pipefail
cd "$GITHUB_ACTION_PATH"
[ -e dist/proofloop.js ] || npm ci --no-audit --no-fund
[ "$(uname -s)" = Linux ] || exit 0
command -v bwrap >/dev/null || { sudo apt-get update -q && sudo apt-get install -q -y bubblewrap; }
# Ubuntu 24.04 keeps ordinary users from making the namespaces that bubblewrap needs.
switch=/proc/sys/kernel/apparmor_restrict_unprivileged_userns
if [ -e "$switch" ] && [ "$(cat "$switch")" != 0 ]; then
  echo "switching off kernel.apparmor_restrict_unprivileged_userns on this machine, for the sandbox"
  sudo sysctl -q -w kernel.apparmor_restrict_unprivileged_userns=0
fi
