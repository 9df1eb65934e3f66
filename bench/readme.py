# SPDX-License-Identifier: MIT
"""Puts what the benchmarks measure into README.md."""


def write(path, name, text):
    """Replaces what stands between `<!-- name:begin -->` and `<!-- name:end -->`."""
    begin, end = "<!-- %s:begin -->" % name, "<!-- %s:end -->" % name
    with open(path) as file:
        readme = file.read()
    before, rest = readme.split(begin)
    after = rest.split(end)[1]
    with open(path, "w") as file:
        file.write(before + begin + "\n" + text + "\n" + end + after)
