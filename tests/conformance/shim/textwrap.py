# SPDX-License-Identifier: MIT
"""CPython's textwrap.dedent."""


def dedent(text):
    lines = text.split("\n")
    margin = min(len(line) - len(line.lstrip()) for line in lines if line.strip())
    return "\n".join(line[margin:] for line in lines)
