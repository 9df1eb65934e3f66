"""Stacks are not shown."""


def format_stack():
    return []
