#!/usr/bin/env bash
# Makes an environment for derive alone, in $RUNNER_TEMP/derive; the caller's Python is left as it is.
set -euo pipefail
unset PYTHONPATH PYTHONHOME

for python in python3 python3.14 python3.13 python3.12 python3.11 python; do
    if "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        "$python" -m venv "$RUNNER_TEMP/derive"
        exec "$RUNNER_TEMP/derive/bin/python" -m pip install --quiet --disable-pip-version-check "$GITHUB_ACTION_PATH[notebooks,sphinx]"
    fi
done
echo "::error::derive needs Python 3.11 or newer on the runner; actions/setup-python before this step provides it"
exit 1
