# SPDX-License-Identifier: MIT
"""CPython 3.13's `textwrap`: dedent(), indent(), wrap(), fill(), shorten()."""


class TextWrapper:
    """Breaks text at white space; a word that is too long is broken where it must be. Hyphens are
    not looked for."""

    def __init__(
        self,
        width=70,
        initial_indent="",
        subsequent_indent="",
        expand_tabs=True,
        replace_whitespace=True,
        fix_sentence_endings=False,
        break_long_words=True,
        drop_whitespace=True,
        break_on_hyphens=True,
        tabsize=8,
        *,
        max_lines=None,
        placeholder=" [...]",
    ):
        self.width = width
        self.initial_indent = initial_indent
        self.subsequent_indent = subsequent_indent
        self.break_long_words = break_long_words
        self.max_lines = max_lines
        self.placeholder = placeholder

    def wrap(self, text):
        if self.width <= 0:
            raise ValueError("invalid width %r (must be > 0)" % self.width)
        words = text.split()
        words.reverse()
        lines = []
        while words:
            indent = self.subsequent_indent if lines else self.initial_indent
            room = self.width - len(indent)
            line = ""
            while words:
                word = words[-1]
                longer = line + " " + word if line else word
                if len(longer) <= room:
                    line = longer
                    words.pop()
                    continue
                if not line and not self.break_long_words:
                    line = word
                    words.pop()
                elif len(word) > room and self.break_long_words:
                    space = room - len(line) - 1 if line else max(1, room)
                    if space > 0:
                        line = line + " " + word[:space] if line else word[:space]
                        words[-1] = word[space:]
                break
            if self.max_lines is not None and len(lines) + 1 == self.max_lines and words:
                lines.append(self._cut(indent, line, room))
                break
            lines.append(indent + line)
        return lines

    def _cut(self, indent, line, room):
        """The last line there is room for, with the placeholder."""
        words = line.split(" ")
        while words:
            cut = " ".join(words) + self.placeholder
            if len(cut) <= room:
                return indent + cut
            words.pop()
        return indent + self.placeholder.lstrip()

    def fill(self, text):
        return "\n".join(self.wrap(text))


def wrap(text, width=70, **kwargs):
    return TextWrapper(width, **kwargs).wrap(text)


def fill(text, width=70, **kwargs):
    return TextWrapper(width, **kwargs).fill(text)


def shorten(text, width, **kwargs):
    return TextWrapper(width, max_lines=1, **kwargs).fill(text)


def dedent(text):
    """Without the white space that all lines begin with."""
    lines = [line if line.strip() else "" for line in text.split("\n")]
    margin = None
    for line in lines:
        if line:
            indent = line[: len(line) - len(line.lstrip())]
            if margin is None:
                margin = indent
            while not indent.startswith(margin):
                margin = margin[:-1]
    margin = len(margin or "")
    return "\n".join([line[margin:] for line in lines])


def indent(text, prefix, predicate=None):
    result = ""
    for line in text.splitlines(True):
        result += prefix + line if (predicate(line) if predicate else line.strip()) else line
    return result
