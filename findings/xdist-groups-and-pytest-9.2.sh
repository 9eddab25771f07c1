#!/usr/bin/env bash
# pytest-xdist 3.8.0 passes the group of a test on in the test's id, which pytest 9.2.0 no longer lets a plugin change that
# way: with --dist loadgroup the tests of an xdist_group run in any process, and nothing says so. Fixtures that a group was
# to share are made once per process. With pytest 9.1.1 the same pytest-xdist keeps the group together.
# Seen: "pytest 9.1.1: the group ran in 1 process; pytest 9.2.0: in 2".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/tests"
cat > "$folder/tests/test_ferry.py" <<'PY'
import os
from pathlib import Path

import pytest


@pytest.mark.xdist_group("ferry")
@pytest.mark.parametrize("port", range(10))
def test_port(port):
    with Path("processes.txt").open("a") as file:
        file.write(os.environ["PYTEST_XDIST_WORKER"] + "\n")
PY
seen=()
for version in 9.1.1 9.2.0; do
  python3 -m venv "$folder/venv-$version"
  "$folder/venv-$version/bin/pip" install --quiet --disable-pip-version-check "pytest==$version" pytest-xdist==3.8.0
  rm -f "$folder/tests/processes.txt"
  (cd "$folder/tests" && "$folder/venv-$version/bin/python" -m pytest -q -n 2 --dist loadgroup >/dev/null)
  seen+=("$(sort -u "$folder/tests/processes.txt" | wc -l)")
done
echo "pytest 9.1.1: the group ran in ${seen[0]} process; pytest 9.2.0: in ${seen[1]}"
[ "${seen[*]}" = "1 2" ]
