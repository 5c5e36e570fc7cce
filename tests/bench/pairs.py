# SPDX-License-Identifier: GPL-3.0-or-later
"""The loop of pairs.c as one writes it in Python."""
import socket
import sys

data = b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ+-"


def stream():
    listener = socket.create_server(("127.0.0.1", 0))
    a = socket.create_connection(listener.getsockname())
    b, _ = listener.accept()
    a.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    for _ in range(int(sys.argv[1])):
        a.send(data)
        sys.stdout.buffer.write(b.recv(64))


def datagram():
    a, b = (socket.socket(type=socket.SOCK_DGRAM) for _ in range(2))
    for each in (a, b):
        each.bind(("127.0.0.1", 0))
    to = b.getsockname()
    for _ in range(int(sys.argv[1])):
        a.sendto(data, to)
        sys.stdout.buffer.write(b.recvfrom(64)[0])


{"stream": stream, "datagram": datagram}[sys.argv[2]]()
