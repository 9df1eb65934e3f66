# SPDX-License-Identifier: MIT
"""Certificates for the tests of ssl, made by `openssl` in a new folder: an authority, and what it has
signed and has not. For CPython too."""

import os
import subprocess

CONFIG = """
[ca]
default_ca = here
[here]
database = %(folder)s/index.txt
new_certs_dir = %(folder)s
rand_serial = yes
default_md = sha256
policy = any
unique_subject = no
[any]
commonName = supplied
[req]
distinguished_name = name
[name]
[authority]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
[server]
subjectAltName = DNS:localhost,DNS:*.example.org,IP:127.0.0.1,IP:::1
basicConstraints = CA:FALSE
[other]
subjectAltName = DNS:other.example,IP:127.0.0.2
[client]
subjectAltName = DNS:client.example
"""


def run(*command):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if done.returncode:
        raise RuntimeError("%s: %s" % (command, done.stderr))


def new_key(path, kind):
    if kind == "rsa":
        run("openssl", "genrsa", "-out", path, "2048")
    else:
        run("openssl", "ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", path)


class Certificates:
    """`authority` is a file of the authority's certificate; file() those of what it has signed: the
    certificate, then its key."""

    def __init__(self):
        made = subprocess.run(("mktemp", "-d"), stdout=subprocess.PIPE)
        self.folder = made.stdout.decode().strip()
        with open(self.path("config"), "w") as file:
            file.write(CONFIG % {"folder": self.folder})
        with open(self.path("index.txt"), "w") as file:
            pass
        self.authority = self.self_signed("authority", "authority")

    def path(self, name):
        return self.folder + "/" + name

    def self_signed(self, name, kind):
        new_key(self.path(name + ".key"), "ec")
        run(
            "openssl", "req", "-new", "-x509", "-config", self.path("config"), "-extensions", kind,
            "-key", self.path(name + ".key"), "-subj", "/CN=" + name, "-days", "2",
            "-out", self.path(name + ".crt"),
        )
        return self.join(name)

    def signed(self, name, kind, start=None, end=None, key="ec"):
        """A certificate that the authority has signed; `start` and `end` as YYYYMMDDHHMMSSZ."""
        new_key(self.path(name + ".key"), key)
        run(
            "openssl", "req", "-new", "-config", self.path("config"), "-key", self.path(name + ".key"),
            "-subj", "/CN=" + name, "-out", self.path(name + ".csr"),
        )
        days = ("-startdate", start, "-enddate", end) if start else ("-days", "2")
        run(
            "openssl", "ca", "-batch", "-notext", "-config", self.path("config"), "-extensions", kind,
            "-cert", self.path("authority.crt"), "-keyfile", self.path("authority.key"),
            "-in", self.path(name + ".csr"), "-out", self.path(name + ".crt"), *days
        )
        return self.join(name)

    def encrypt(self, name, password):
        run(
            "openssl", "pkcs8", "-topk8", "-in", self.path(name + ".key"),
            "-out", self.path(name + ".encrypted"), "-passout", "pass:" + password, "-v2", "des3",
        )

    def join(self, name):
        with open(self.path(name + ".pem"), "w") as file:
            for part in (".crt", ".key"):
                with open(self.path(name + part)) as source:
                    file.write(source.read())
        return self.path(name + ".pem")

    def remove(self):
        run("rm", "-r", self.folder)

    def __enter__(self):
        return self

    def __exit__(self, *args):
        self.remove()
