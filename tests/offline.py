"""Runs `hoivanban` in a process that may not touch the network: `python -m tests.offline ingest …`.

Any name that is looked up and any socket that connects ends the process with code 99.
"""

import os
import socket
import sys

from bot.command import run

CODE = 99


def refuse(*arguments, **_):
    os.write(2, f"network: {arguments!r}\n".encode())
    os._exit(CODE)


def refuse_network() -> None:
    for name in ("getaddrinfo", "gethostbyname", "create_connection"):
        setattr(socket, name, refuse)
    for name in ("connect", "connect_ex", "sendto"):
        setattr(socket.socket, name, refuse)


def main() -> None:
    refuse_network()
    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
