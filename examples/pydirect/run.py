# SPDX-License-Identifier: MIT
"""pyDirect's architecture on the unix build:

    micropython examples/pydirect/run.py [--host ADDRESS] [--port N] [--password WORD] [--scripts DIR]

Runs boot.py and main.py of DIR (device/ beside this file) as a device does, with stand-ins for the
modules that its firmware has in C. It listens on the loopback alone, unless it is given another
address, at a port that is free, unless it is given one; the password is a random one, unless it is given.
README.md says more.
"""

import os
import sys

HERE = __file__.rpartition("/")[0] or "."
if not HERE.startswith("/"):
    HERE = os.getcwd() + "/" + HERE
# Behind what is frozen: the sources of Weft are not to be taken for it.
sys.path += [HERE + "/modules", HERE + "/../../pymodules"]


def random_password():
    import binascii

    return binascii.hexlify(os.urandom(8)).decode()


def run(path):
    with open(path) as file:
        code = compile(file.read(), path, "exec")
    exec(code, globals())


def configure(args):
    """Take the arguments; returns the scripts' folder."""
    import httpserver
    import webrepl_binary

    scripts = HERE + "/device"
    httpserver.port = 0
    while args:
        option = args.pop(0)
        if not args or option not in ("--host", "--port", "--password", "--scripts"):
            print(__doc__)
            sys.exit(2)
        value = args.pop(0)
        if option == "--host":
            httpserver.host = value
        elif option == "--port":
            httpserver.port = int(value)
        elif option == "--password":
            webrepl_binary.password = value
        else:
            scripts = value
    if webrepl_binary.password is None:
        webrepl_binary.password = random_password()
        print("password: %s" % webrepl_binary.password)
    return scripts


os.chdir(configure(sys.argv[1:]))
sys.path[0] = ""  # the device's file system
for name in ("boot.py", "main.py"):
    run(name)
