"""CPython's test.support.os_helper."""

import os

TESTFN = (os.getenv("WEFT_CONFORMANCE_TEMP") or "") + "/testfn"


def unlink(path):
    try:
        os.unlink(path)
    except OSError:
        pass
