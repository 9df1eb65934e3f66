# SPDX-License-Identifier: MIT
"""CPython's `__future__`: what a program asks for by these names MicroPython does anyway, or
(annotations) has no use for."""

all_feature_names = [
    "nested_scopes",
    "generators",
    "division",
    "absolute_import",
    "with_statement",
    "print_function",
    "unicode_literals",
    "barry_as_FLUFL",
    "generator_stop",
    "annotations",
]
for _name in all_feature_names:
    globals()[_name] = None
