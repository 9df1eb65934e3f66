# SPDX-License-Identifier: MIT
"""Stand-in for `network`: connected to the host's loopback."""

STA_IF, AP_IF = 0, 1
STAT_GOT_IP = 1010
_ADDRESS = ("127.0.0.1", "255.0.0.0", "127.0.0.1", "127.0.0.1")


class WLAN:
    IF_STA, IF_AP = STA_IF, AP_IF
    PM_NONE, PM_PERFORMANCE, PM_POWERSAVE = 0, 1, 2
    SEC_OPEN = 0

    def __init__(self, interface=STA_IF):
        self.interface = interface

    def active(self, on=None):
        return self.interface == STA_IF

    def isconnected(self):
        return self.interface == STA_IF

    def connect(self, *args, **kwargs):
        pass

    def disconnect(self):
        pass

    def ifconfig(self, *args):
        return _ADDRESS

    def ipconfig(self, *args, **kwargs):
        return _ADDRESS[:2]

    def status(self, what=None):
        return -50 if what == "rssi" else STAT_GOT_IP

    def scan(self):
        return []

    def config(self, *names, **settings):
        return {"mac": b"\x02\x00\x00\x00\x00\x01", "essid": "host", "ssid": "host"}.get(
            names[0] if names else None, 0
        )


def hostname(name=None):
    return "pydirect"


def country(code=None):
    return "XX"
