# SPDX-License-Identifier: MIT
"""Each file that has comments says in its first line, or below the one that names its interpreter,
under which licence it is.

    licence.py SOURCE_DIR
"""

import sys

import sources

LINE = "SPDX-License-Identifier: MIT"


def without(source):
    for path in sources.written(source):
        first, second = (sources.read(path) + "\n").split("\n", 2)[:2]
        if LINE not in (second if first.startswith("#!") else first):
            yield "%s does not begin with %s" % (path, LINE)


def main(source):
    wrong = list(without(source))
    print("\n".join(wrong) or "OK")
    sys.exit(bool(wrong))


main(*sys.argv[1:])
