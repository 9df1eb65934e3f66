# SPDX-License-Identifier: MIT
"""The orchestrator: servers, and the pump that has commands run, every 10 ms.

It knows nothing of threads: what Weft changes comes with lib/sys/bg_tasks.py.
"""

import asyncio
import logging

import host
import httpserver
import webrepl_binary
import wsserver
from lib.sys import bg_tasks

PERIOD_MS = 10

logger = logging.getLogger("system")
logger.addHandler(webrepl_binary.logHandler(logging.INFO))
logger.setLevel(logging.INFO)


async def queue_pump():
    while True:
        try:
            webrepl_binary.process_queue()
            httpserver.process_queue()
        except Exception as exc:
            logger.warning("queue_pump: %r", exc)
        await asyncio.sleep_ms(PERIOD_MS)


def start_servers():
    httpserver.start(80)
    httpserver.on("/", host.page)
    webrepl_binary.start("", "/webrepl")  # the password is the host's
    wsserver.on(wsserver.CONNECT, lambda client, event: logger.info("client %d: %s", client, event))


async def system_root():
    if httpserver.address is None:
        start_servers()
    bg_tasks.start("queue_pump", queue_pump, is_system=True)
    print("http://%s:%d/" % httpserver.address)
    while True:
        await asyncio.sleep(3600)


def main():
    while True:
        try:
            asyncio.run(system_root())
        except SystemExit:  # a soft reset, from a client
            bg_tasks.stop_all()
            bg_tasks._tasks.clear()


main()
