"""Moves the port that the runtime contract fixes, where sessions share the machine's network."""
import os
import socket

_CONTRACT = 8080
_bind = socket.socket.bind


def _moved(self, address):
    if isinstance(address, tuple) and len(address) >= 2 and address[1] == _CONTRACT:
        address = (address[0], int(os.environ["PORT"]), *address[2:])
    return _bind(self, address)


socket.socket.bind = _moved
