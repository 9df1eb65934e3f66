# SPDX-License-Identifier: MIT
# quietly.sh LOG COMMAND...: runs the command; what it prints goes to LOG, and is shown if it fails.
log=$1
shift
"$@" > "$log" 2>&1 || { cat "$log"; exit 1; }
